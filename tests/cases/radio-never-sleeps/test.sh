expect 0 modnn run e.json --quiet --output o
column o/awake/summary.csv makespan_s >times
(($(sort -u times | wc -l) == 1)) || fail "a radio that never sleeps was waited for"
column o/awake/summary.csv notes >notes
(($(grep -c "state_machine" notes) == 1)) || fail "no note"
expect 0 modnn run e.json --quiet --output delayed --set /platform/workers/0/device/radio/awake_to_send_s=0.001
column delayed/awake/summary.csv makespan_s >times
(($(sort -u times | wc -l) == 2)) || fail "no delay of a radio that is awake"
column delayed/awake/summary.csv notes >notes
! grep "wakes nobody" notes || fail "a note"
