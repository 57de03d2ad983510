run() {
  expect 0 modnn run e.json --quiet --output o --replace "$@"
}
leave=(--set /events='[{"at_s": 0.02, "leave": "worker1"}, {"at_s": 0.5, "join": "worker1"}, {"at_s": 0.6, "join": {"device": "nexus5"}}]'
  --set /workload/arrivals='{"kind": "periodic", "rate_per_s": 5}' --set /recovery='{"policy": "replan", "detect_timeout_s": 0.05}')

# The answers are right: the point fails otherwise.
run --set /mode='"numeric"' "${leave[@]}"
[[ $(column o/s/summary.csv lost_images) == 0 ]] || fail "an image is lost"
[[ $(column o/s/images.csv attempts | sort -n | tail -1) -gt 1 ]] || fail "no image was begun again"
[[ $(column o/s/devices.csv absent_s | sort -n | tail -1) != 0 ]] || fail "nobody was away"
[[ $(column o/s/devices.csv device | wc -l) == 4 ]] || fail "the phone that came is a device"
cp o/s/points.jsonl before
run --set /mode='"numeric"' "${leave[@]}" --trace
grep -h '"ph":"i"' o/s/traces/*.json >marks
says marks '"name":"leave"' '"name":"join"'

# Nobody leaves: what says how to react is without effect.
run --set /recovery='{"policy": "abort"}'
column o/s/summary.csv notes >notes
says notes "/recovery: without effect"

expect 2 modnn run e.json --output o --replace --set /events='[{"at_s": 1e6, "leave": "worker1"}]'
says stderr "/events/0/at_s: expected a time before the service ends"
expect 1 modnn run e.json --output o --replace --set /events='[{"at_s": 0.01, "leave": "group_owner"}]'
says stderr "the group owner left at 0.01 s, which ends the service"
expect 2 modnn run e.json --output o --replace --set /events='[{"at_s": 1, "join": "worker1"}]'
says stderr "/events/0/join: worker1 is there at 1 s"
