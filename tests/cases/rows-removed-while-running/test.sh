# The first row comes long before the last one is computed: then the file is changed.
for change in "rm o/sw/points.jsonl" "mv o/sw/points.jsonl moved" "truncate -s 0 o/sw/points.jsonl" \
              "cp --remove-destination e.json o/sw/points.jsonl" "rm -r o/sw"; do
  rm -rf o
  CHANGE=$change python3 -I - "$program" <<'P' || fail "$change: another end"
import os, subprocess, sys
run = subprocess.Popen([sys.argv[1], "run", "e.json", "--quiet", "--json-lines", "--jobs", "1", "--output", "o"],
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
run.stdout.readline()
subprocess.run(os.environ["CHANGE"].split(), check=True)
out, errors = run.communicate()
print(run.returncode, errors)
sys.exit(run.returncode != 3 or "o/sw/points.jsonl: was removed, replaced or changed" not in errors)
P
done
