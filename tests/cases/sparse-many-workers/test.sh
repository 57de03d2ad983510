for scheme in output_split input_split local; do
  for workers in 64 65 250; do
    expect 0 modnn check e.json
    expect 0 modnn plan e.json --set /partition/dense=$scheme --set /platform/workers/0/count=$workers
    says stdout " 6000 MAC,"
  done
done
for scheme in scc mscc mscc+fgcp; do
  for command in plan "run --output o" "run --output o --set /delivery/group_owner_computes=true"; do
    # shellcheck disable=SC2086
    expect 2 modnn $command e.json --set /partition/dense=$scheme
    says stderr "/partition/dense: $scheme cuts a sparse layer for at most 64 devices, got 6"
  done
  expect 0 modnn plan e.json --set /partition/dense=$scheme --set /platform/workers/0/count=64
done
expect 2 modnn plan e.json --set '/partition={"layers": {"s": "mscc"}}'
says stderr "/partition/layers: mscc cuts a sparse layer for at most 64 devices, got 65"
[ ! -e o ] || fail "something was written"
