expect 0 modnn run e.json --quiet --output o
column o/phase/summary.csv makespan_s >times
(($(sort -u times | wc -l) == 5)) || fail "replications hear the same beacons: $(sort -u times | tr '\n' ' ')"
expect 0 modnn run e.json --quiet --output again
column again/phase/summary.csv makespan_s | cmp - times || fail "not the seed's beacons"
expect 0 modnn run e.json --quiet --output without --set /noise/beacon_phase=false
column without/phase/summary.csv makespan_s >times
(($(sort -u times | wc -l) == 1)) || fail "beacons are not at multiples of their interval"
