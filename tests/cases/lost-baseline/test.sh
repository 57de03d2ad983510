python3 -I mk.py
# The first child computes the lone phone. Whether it dies before, in or after its work, no row lacks a speed-up.
python3 -I - "$program" <<'P' || fail "the run was not ended by exit 0 or 1"
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
            os.kill(int(child), signal.SIGKILL)
sys.exit(run.wait() not in (0, 1))
P
check_rows() {
  python3 -I - <<'P' || fail "a row is ok without a speed-up"
import csv, sys
rows = list(csv.DictReader(open("o/b/summary.csv", newline="")))
sys.exit(not all(row["alone_s"] and row["speedup_total"] if row["status"] == "ok" else row["error"] for row in rows))
P
}
check_rows
expect 0 modnn run b.json --output o --jobs 1 --quiet --retry-failed
check_rows
[ "$(column o/b/summary.csv status | sort -u)" = ok ] || fail "not mended"
