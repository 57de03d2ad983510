expect 2 modnn run e.json --output o
says stderr "/sweep/~1replications: /replications is no value of a point and cannot vary: write \"replications\": 2 beside \"sweep\""
for key in name figures sweep zip published "sweep/~1seed" "\$comment" "platform/source" "model/source" "platform/medium/source/goodput_bps"; do
  sed "s#/replications#/$key#" e.json >other.json
  expect 2 modnn run other.json --output o
  says stderr "other.json:" "cannot vary"
done
[ ! -e o ] || fail "something was written"
