expect 0 modnn run e.json --quiet --output o
column o/awake/summary.csv makespan_s >times
(($(sort -u times | wc -l) == 1)) || fail "a radio that never sleeps was waited for"
column o/awake/summary.csv notes >notes
(($(grep -c "state_machine" notes) == 1)) || fail "no note"
