expect 2 modnn run e.json --quiet --output o
says stderr "/platform/group_owner/device/elements_per_s" "expected a number" "1e-300"
number=0
for wrong in group_owner/device/conv_macs_per_s=1e-300 group_owner/device/dense_macs_per_s=5e-324 \
  group_owner/speed_factor=1e-300 workers/0/speed_factor=1e300 workers/0/rate_bps=1e-300 \
  medium/goodput_bps=1e17 medium/message_overhead_s=1e15 group_owner/device/layer_overhead_s=1e300 \
  group_owner/device/radio/wake_to_send_s=1e17 medium/beacon_interval_s=5e-324 \
  group_owner/device/page_in_bytes_per_s=1e-9; do
  number=$((number + 1))
  printf '{"name": "w%s", "model": "lenet5", "platform": "nexus5_wlan"}' $number >w.json
  expect 2 modnn run w.json --quiet --output o --set "/platform/$wrong"
  says stderr "/platform/${wrong%%=*}" "expected a number"
done
