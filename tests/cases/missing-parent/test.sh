for setting in /delivery/via=peer /noise/compute_sigma=0.1 /partition/conv=grid_2d /partition/layers/fc1=local \
  /platform/workers/0/rate_bps=1e7 /platform/workers/0/uplink/bandwidth_bps=1e7 /platform/workers/0/speed_factor=2; do
  expect 0 modnn run e.json --dry-run --set "$setting"
  says stdout "1 to compute"
done
expect 2 modnn run e.json --dry-run --set /delivry/via=peer
says stderr "/delivry: there is no such value (did you mean \"delivery\"?)"
expect 2 modnn run e.json --dry-run --set /delivery/viaa=peer
says stderr "/delivery/viaa: unknown key \"viaa\" (did you mean \"via\"?)"
