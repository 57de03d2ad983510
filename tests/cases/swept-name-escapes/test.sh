expect 2 modnn run e.json --quiet --output o
says stderr "/name is no value of a point and cannot vary"
sed "s#\"sweep\".*#\"zip\": [{\"/name\": \"../escaped\"}]}#" e.json >zip.json
expect 2 modnn run zip.json --quiet --output o
for name in ../escaped /tmp/escaped . .. "a b" "a/b" "" "$(printf "a\nb")"; do
  printf "{\"name\": \"x\", \"model\": \"lenet5\", \"platform\": \"nexus5_wlan\"}" >plain.json
  expect 2 modnn run plain.json --output o --set "/name=$name"
  says stderr "/name: expected letters, digits"
done
[ ! -e escaped ] && [ ! -e o ] || fail "something was written"
