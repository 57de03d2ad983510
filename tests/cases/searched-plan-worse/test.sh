for set in '/name="a"' '/platform/group_owner/speed_factor=20' '/platform/workers/0/speed_factor=20' '/platform/medium/goodput_bps=1e9'; do
  expect 0 modnn run e.json --quiet --output "o$((n = ${n:-0} + 1))" --set "$set"
  column o$n/*/summary.csv makespan_s >times
  column o$n/*/summary.csv conv_partition >schemes
  python3 -I -c '
times = list(map(float, open("times")))
schemes = open("schemes").read().split()
assert len(times) == 24 and schemes == ["bodp", "bodp_balanced"] * 12, schemes
for plain, searched in zip(times[::2], times[1::2]):
    assert searched <= plain * (1 + 1e-9), (plain, searched)
' || fail "$set: worse than what it began with"
done
