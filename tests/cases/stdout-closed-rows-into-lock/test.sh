closed() {
  local status=0
  modnn "$@" >&- 2>stderr || status=$?
  ((status == 3)) || fail "$* ended with $status, expected 3"
  says stderr "standard output: "
}
closed run e.json --quiet --json-lines --output o
[[ $(stat -c %s o/sw/.lock) -lt 500 ]] || fail "rows in the lock"
(($(wc -l <o/sw/points.jsonl) == 10)) || fail "not ten rows"
closed run e.json --quiet --output p
closed show models
closed plan e.json --set /seed=1
closed check e.json
expect 0 modnn run e.json --quiet --output q
cmp p/sw/summary.csv q/sw/summary.csv || fail "other results"
