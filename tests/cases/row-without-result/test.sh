expect 0 modnn run e.json --quiet --output o
cp -r o before
# Every change is made to a row of its own.
change() {  # change CODE...: each changes a row d
  cp before/sw/points.jsonl o/sw/points.jsonl
  python3 -I - "$@" <<'P'
import json, sys
L = open('o/sw/points.jsonl').read().splitlines()
for i, code in enumerate(sys.argv[1:]):
    d = json.loads(L[i])
    exec(code)
    L[i] = json.dumps(d)
open('o/sw/points.jsonl', 'w').write(''.join(l + '\n' for l in L))
P
  expect 0 modnn run e.json --quiet --output o
  says stdout "$# computed, $((10 - $#)) reused, 0 failed"
  for file in summary.csv layers.csv devices.csv; do cmp before/sw/$file o/sw/$file || fail "$file differs after $*"; done
}
change "del d['point']" "del d['status']" "del d['result']" "del d['layers']" "del d['devices']" "del d['point_id']"
for key in result point; do
  change "d['$key'] = None" "d['$key'] = 1" "d['$key'] = 'text'" "d['$key'] = []" "d['$key'] = [1]"
done
change 'd["layers"] = {}' 'd["devices"] = [[]]' 'del d["result"]["makespan_s"]' 'd["result"]["makespan_s"] = "=1"' \
  'd["status"] = "fine"' 'd["result"]["alone_s"] = None'
change 'd["result"]["alone_s"] = None'
