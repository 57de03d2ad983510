# note TEXT SETTING...: with these settings the row has a note with TEXT (empty: no note at all).
note() {
  local text=$1
  shift
  local settings=()
  for setting; do settings+=(--set "$setting"); done
  expect 0 modnn run e.json --quiet --output "o$((n = ${n:-0} + 1))" "${settings[@]}"
  column "o$n/n/summary.csv" notes >notes
  if [[ -z $text ]]; then
    ! grep -q . notes || fail "$*: $(cat notes)"
  else
    says notes "$text"
  fi
}
note "" /name='"n"'
note '/partition/conv: "grid_2d" makes the plan of "bodp"' /partition='{"conv": "grid_2d"}' /platform/workers/0/count=3
note "" /partition='{"conv": "grid_2d"}' /platform/workers/0/count=4
note '/partition/dense: "mscc" makes the plan of "output_split"' /partition='{"dense": "mscc"}' /platform/workers/0/count=3
note "/partition/layers/conv1: without effect" /partition='{"layers": {"conv1": "bodp"}}' /platform/workers/0/count=3
note "/seed: without effect" /seed=7
note "" /seed=7 /noise='{"compute_sigma": 0.1}'
note "/tolerance: without effect" /tolerance=0.5
note "/platform/medium/goodput_bps: without effect" /platform/workers/0/rate_bps=12345678
note "/platform/medium/goodput_bps: without effect" /platform/workers/0/link='{"standard": "n", "mcs": 3}'
note "/platform/workers/0/link: without effect" /platform/workers/0/link='{"standard": "n", "mcs": 3}' /platform/workers/0/count=0
note "speed_profile of worker1: begins after the end" /platform/workers/0/speed_profile='[{"from_s": 1e6, "speed_factor": 0.5}]'
note "/platform/medium/beacon_interval_s: without effect" /platform/medium/beacon_interval_s=0.2
note "" /platform/medium/beacon_interval_s=0.2 /delivery='{"wakeup": "state_machine"}'
note "/platform/workers/0/device/radio/awake_to_send_s: without effect" /platform/workers/0/device/radio/awake_to_send_s=0.01
note "/noise/transmission_sigma: without effect" /noise='{"transmission_sigma": 0.1}' /platform/workers='[]'
