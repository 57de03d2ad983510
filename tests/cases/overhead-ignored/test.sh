expect 2 modnn run e.json --quiet --output o
says stderr "message_overhead_s" "expected a number in [0, 1000000000000], got 1"
expect 0 modnn run e.json --quiet --output o --set '/sweep={"/platform/medium/message_overhead_s": [0, 1, 1000, 1e6, 1e9, 1e12]}'
column o/oh/summary.csv makespan_s >times
python3 -I -c '
base, *rest = map(float, open("times"))
for overhead, seconds in zip([1, 1e3, 1e6, 1e9, 1e12], rest, strict=True):
    assert abs(seconds - base - 36 * overhead) <= 1e-9 * seconds, (overhead, seconds)
' || fail "not 36 overheads more"
column o/oh/summary.csv notes >notes
says notes "so long a time is exact to"
