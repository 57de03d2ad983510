for command in "check e.json" "run e.json --output o" "run e.json --output o --dry-run"; do
  # shellcheck disable=SC2086
  expect 2 modnn $command
  says stderr "/model/weights: " 'w: there is no array "d.bias"'
  [ "$(grep -c d.bias stderr)" = 1 ] || fail "said more than once"
done
[ ! -e o ] || fail "something was written"
