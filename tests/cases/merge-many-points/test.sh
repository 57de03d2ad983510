expect 0 modnn run e.json --shard 1/4000000 --output o --quiet
(($(stat -c %s o/reps/index.json) > 64 << 20)) || fail "the index is too small for this test"
expect 1 modnn merge o --output m
says stdout "m/reps: 4000000 points, 3999999 missing, 0 failed"
cmp o/reps/summary.csv m/reps/summary.csv || fail "not the same rows"
