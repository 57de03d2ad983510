for limit in nan -nan inf -inf 1e19 1e400 10s "" 0 -1 0x10 "1 2"; do
  expect 2 modnn run e.json --output o "--point-timeout=$limit"
  says stderr "--point-timeout"
  [[ $(wc -c <stderr) -lt 1000 ]] || fail "a message of $(wc -c <stderr) bytes for \"$limit\""
  [[ ! -e o ]] || fail "results with \"$limit\""
done
expect 0 modnn run e.json --output o --point-timeout 1e9
