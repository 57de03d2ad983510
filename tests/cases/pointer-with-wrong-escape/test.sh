expect 2 modnn check e.json
says stderr "e.json:1: /sweep/" "/model/a~b"
for pointer in "/a~" "/a~2" "/~~0" "/delivery/" "//via" "/"; do
  expect 2 modnn run e.json --output o --set "$pointer=1"
  says stderr "--set $pointer=1: "
  ! grep -q json.exception stderr || fail "a library speaks"
done
