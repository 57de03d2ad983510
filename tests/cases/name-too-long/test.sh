for command in check "run --output o"; do
  expect 2 modnn $command e.json
  says stderr "e.json:" "/name: expected at most 200 characters, got "
done
[ ! -e o ] || fail "something was written"
