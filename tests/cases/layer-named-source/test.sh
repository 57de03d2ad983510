expect 0 modnn run e.json --output o
says stdout "3 computed, 0 reused"
[ "$(column o/srclayer/summary.csv point_id | sort -u | wc -l)" = 3 ] || fail "the ids are not three"
[ "$(column o/srclayer/summary.csv makespan_s | sort -u | wc -l)" = 3 ] || fail "the makespans are not three"
for scheme in local input_split; do column o/srclayer/summary.csv settings | grep -q "/partition/layers/source=$scheme" || fail "no $scheme"; done
