expect 0 modnn run f16.json ref.json --output o
[ "$(column o/f16/summary.csv max_relative_error)" = "$(column o/ref/summary.csv max_relative_error)" ] || fail "the results differ"
