expect 0 modnn run e.json --output o --set /model/weights=w1
cp o/wset/summary.csv first.csv
expect 0 modnn run e.json --output p --set /model/weights=w2
[ "$(column first.csv point_id)" != "$(column p/wset/summary.csv point_id)" ] || fail "one id"
[ "$(column first.csv max_relative_error)" != "$(column p/wset/summary.csv max_relative_error)" ] || fail "one result"
[ "$(column first.csv settings)" != "$(column p/wset/summary.csv settings)" ] || fail "rows do not tell the weights apart"
expect 2 modnn run e.json --output q --set /model/weights=w3
says stderr "--set /model/weights=w3: /model/weights: "
