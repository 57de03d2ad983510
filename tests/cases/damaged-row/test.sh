expect 0 modnn run e.json --quiet --output o
cp -r o before
damage() {  # damage CODE SENTENCE COMPUTED: changes the list of rows L
  cp before/sw/points.jsonl o/sw/points.jsonl
  python3 -I -c "import json
L = open('o/sw/points.jsonl').read().splitlines()
$1
open('o/sw/points.jsonl', 'wb').write(b''.join((l if isinstance(l, bytes) else l.encode()) + b'\n' for l in L))"
  expect 0 modnn run e.json --quiet --output o
  says stderr "modnn: o/sw/points.jsonl: $2 passed over"
  says stdout "$3 computed"
  for file in summary.csv layers.csv devices.csv; do cmp before/sw/$file o/sw/$file || fail "$file differs after $1"; done
}
# Several at a time, each in a row of its own, so that the count says that each of them counts as damaged.
damage 'L[3] = L[3][:1000]' '1 damaged row is' 1
damage 'L[0] = "\0" * len(L[0])
L[1] = L[1][:20] + "\ufeff" + L[1][20:].replace("\"ok\"", "\ufeff\"ok\"")
L[2] = L[2][:300] + L[2][400:]
L[3] = L[3].replace("\"result\":", "\"result\": {\"makespan_s\": 1}, \"result\":", 1)
L[4] = "x"
L[5] = "[" * 1000000
L[6] = L[6].replace("\"makespan_s\":", "\"makespan_s\": 1e999, \"x\":", 1)
L[8] = L[8].replace("\"ok\"", "\"\\ud800\"", 1)
L[9] = "[" + L[9] + "]"' '9 damaged rows are' 9
damage 'L = [l[:-1] for l in L]' '10 damaged rows are' 10
damage 'L[2] = L[2][:300] + L[2][400:]; L[4] = ""' '2 damaged rows are' 2
damage 'L[0] = L[0][:50] + "\0" * 64 + L[0][114:]
L[1] = L[1].encode("utf-16")
L[3] = L[3][:-1] + ", \"result\": [1]}"
L[6] = L[6].replace("\"makespan_s\":", "\"makespan_s\": " + "9" * 5000 + ", \"x\":", 1)
L[8] = L[8][:-1] + ", \"more\": " + "{\"a\":" * 100000 + "1" + "}" * 100000 + "}"
L[9] = L[9] + L[9]' '6 damaged rows are' 6
damage 'L[1] = L[1].replace("\"status\"", "\"status\": 7, \"status\"", 1)
L[9] = L[9] + "}"' '2 damaged rows are' 2
damage 'for i, odd in enumerate((b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc3", b"\0", b"\x1b")):
  L[i] = L[i].encode().replace(b"\"ok\"", b"\"ok" + odd + b"\"", 1)' '7 damaged rows are' 7
damage 'L = ["a" * 2000000] * 3 + L[3:]' '3 damaged rows are' 3
# A mark of UTF-8 and a line end of another system are white space; another order is none of a row's business, nor is a row twice.
harmless() {  # harmless CODE
  cp before/sw/points.jsonl o/sw/points.jsonl
  python3 -I -c "import json
L = open('o/sw/points.jsonl').read().splitlines()
$1
open('o/sw/points.jsonl', 'w').write(''.join(l + '\n' for l in L))"
  expect 0 modnn run e.json --quiet --output o
  says stdout "0 computed, 10 reused"
  for file in summary.csv layers.csv devices.csv; do cmp before/sw/$file o/sw/$file || fail "$file differs after $1"; done
}
harmless 'L = ["\ufeff" + L[0]] + [l + "\r" for l in L[1:5]] + [" " + l + "\t" for l in L[5:]]'
harmless 'L = L[::-1] + L'
harmless 'L = [json.dumps(json.loads(l), ensure_ascii=True, separators=(",", ":")) for l in L]'
