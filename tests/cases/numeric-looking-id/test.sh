expect 0 modnn run e.json --shard 1/20000 --output o --quiet
[ "$(grep -cE "\"p[0-9a-f]{16}\"" o/ids/index.json)" = 20000 ] || fail "some ids do not begin with a letter"
