expect 0 modnn run e.json --quiet --output o
cp -r o before
change() {  # change CODE: changes the first row d
  cp before/sw/points.jsonl o/sw/points.jsonl
  python3 -I -c "import json
L = open('o/sw/points.jsonl').read().splitlines()
d = json.loads(L[0])
$1
L[0] = json.dumps(d)
open('o/sw/points.jsonl', 'w').write(''.join(l + '\n' for l in L))"
  expect 0 modnn run e.json --quiet --output o
  says stdout "1 computed, 9 reused, 0 failed"
  for file in summary.csv layers.csv devices.csv; do cmp before/sw/$file o/sw/$file || fail "$file differs after $1"; done
}
for key in point status result layers devices point_id; do change "del d['$key']"; done
for value in None 1 '"text"' '[]' '[1]'; do
  change "d['result'] = $value"
  change "d['point'] = $value"
done
change 'd["layers"] = {}'
change 'd["devices"] = [[]]'
change 'del d["result"]["makespan_s"]'
change 'd["result"]["makespan_s"] = "=1"'
change 'd["status"] = "fine"'
change 'd["result"]["alone_s"] = None'
