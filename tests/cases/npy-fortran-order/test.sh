expect 0 modnn run c.json f.json --output o
[ "$(column o/c/summary.csv max_relative_error)" = "$(column o/f/summary.csv max_relative_error)" ] || fail "the results differ"
