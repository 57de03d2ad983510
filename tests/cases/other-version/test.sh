expect 0 modnn run e.json --output o
expect 0 modnn run e.json --output o
[ ! -s stderr ] || ! grep -q "computed by" stderr || fail "its own rows are said to be of another version"
sed -i "s/\"commit\":\"[0-9a-z]*\"/\"commit\":\"000000000000\"/" o/x/points.jsonl
expect 0 modnn run e.json --output o --quiet
says stderr "1 reused row was computed by modnn" "(000000000000" "): --force computes it anew"
expect 0 modnn run e.json --output o --force
expect 0 modnn run e.json --output o
! grep -q "computed by" stderr || fail "the rows are new"
