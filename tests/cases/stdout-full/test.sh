full() {
  local status=0
  modnn "$@" >/dev/full 2>stderr || status=$?
  ((status == 3)) || fail "$* ended with $status, expected 3"
  says stderr "standard output: No space left on device"
}
full show models
full show models vgg16
full show partitions
full plan e.json
full check e.json
full --help
full run e.json --output o
[[ -s o/x/summary.csv ]] || fail "no results"
full run e.json --output o --json-lines
expect 0 modnn show models vgg16
modnn show models vgg16 2>stderr | head -1 >first
[[ ! -s stderr ]] || fail "a closed pipe is nothing to speak of"
