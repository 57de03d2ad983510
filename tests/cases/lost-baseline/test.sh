python3 -I mk.py
check_rows() {
  python3 -I - <<'P' || fail "$1: a row is ok without a speed-up"
import csv, sys
rows = list(csv.DictReader(open("o/b/summary.csv", newline="")))
sys.exit(not all(row["alone_s"] and row["speedup_total"] if row["status"] == "ok" else row["error"] for row in rows))
P
}
# The first child computes the lone phone. Whether it dies before, in or after its work, no row lacks a speed-up.
for signal in KILL SEGV ABRT; do
  rm -rf o
  SIGNAL=$signal python3 -I - "$program" <<'P' || fail "$signal: the run was not ended by exit 0 or 1"
import os, signal, subprocess, sys
run = subprocess.Popen([sys.argv[1], "run", "b.json", "--output", "o", "--jobs", "1", "--quiet"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
seen = set()
while run.poll() is None and len(seen) < 3:
    for child in open(f"/proc/{run.pid}/task/{run.pid}/children").read().split():
        # A child that has used the processor for a while is at work.
        try:
            used = open(f"/proc/{child}/stat").read().rsplit(")", 1)[1].split()[11]
        except OSError:
            continue
        if child not in seen and int(used) >= 5:
            seen.add(child)
            os.kill(int(child), signal.Signals["SIG" + os.environ["SIGNAL"]])
sys.exit(run.wait() not in (0, 1))
P
  check_rows $signal
done
expect 0 modnn run b.json --output o --jobs 1 --quiet --retry-failed
check_rows retried
[ "$(column o/b/summary.csv status | sort -u)" = ok ] || fail "not mended"
# The same where memory does not suffice for the command, for one of its children or for none of them. Below the least that the
# libraries need to be loaded, nothing of the program has begun.
loaded=50000
until (ulimit -v $loaded && modnn --version) >stdout 2>stderr; do ((loaded += 5000)); done
for more in 3000 6000 10000 15000 30000 60000 100000 200000; do
  kilobytes=$((loaded + more))
  rm -rf o
  status=0
  (ulimit -v $kilobytes && modnn run b.json --output o --jobs 1 --quiet) >stdout 2>stderr || status=$?
  ((status <= 3)) || fail "$status with $kilobytes KB"
  [[ ! -e o/b/summary.csv ]] || check_rows "$kilobytes KB"
done
