expect 0 modnn run e.json --quiet --output o
cp -r o before
damage() {  # damage CODE: changes the list of rows L
  cp before/sw/points.jsonl o/sw/points.jsonl
  python3 -I -c "import json
L = open('o/sw/points.jsonl').read().splitlines()
$1
open('o/sw/points.jsonl', 'w').write(''.join(l + '\n' for l in L))"
  expect 0 modnn run e.json --quiet --output o
  says stderr "modnn: o/sw/points.jsonl: $2 passed over"
  says stdout "$3 computed"
  for file in summary.csv layers.csv devices.csv; do cmp before/sw/$file o/sw/$file || fail "$file differs after $1"; done
}
damage 'L[3] = L[3][:1000]' '1 damaged row is' 1
damage 'L[0] = "\0" * len(L[0])' '1 damaged row is' 1
damage 'L[0] = L[0][:50] + "\0" * 64 + L[0][114:]' '1 damaged row is' 1
damage 'L[9] = "[" + L[9] + "]"' '1 damaged row is' 1
damage 'L[5] = "[" * 1000000' '1 damaged row is' 1
damage 'L = [l[:-1] for l in L]' '10 damaged rows are' 10
damage 'L[2] = L[2][:300] + L[2][400:]; L[4] = ""' '2 damaged rows are' 2
