run() {
  expect 0 modnn run e.json --quiet --output o --replace "$@"
}
lines() { column "o/s/$1" "$2" | sort -u | grep -c .; }

expect 0 modnn check e.json
# Rounded to half precision every image's answer is off by something else.
half=(--set /mode='"numeric"' --set /delivery='{"transfer_bytes_per_value": 2}')
run "${half[@]}"
[[ $(column o/s/images.csv image | wc -l) == 6 ]] || fail "six images"
[[ $(lines images.csv image_error) == 6 ]] || fail "every image has its own error"
[[ $(lines images.csv latency_s) -gt 1 && $(column o/s/images.csv late) == "" ]] || fail "latencies"
[[ $(column o/s/summary.csv compute_s) == "" ]] || fail "no critical path"
cp o/s/images.csv before
run "${half[@]}"
cmp before o/s/images.csv || fail "the same again"

# Replications have seeds of their own: other arrivals.
run --set /replications=2
[[ $(lines summary.csv latency_mean_s) == 2 ]] || fail "replications"

# No image arrives at a source that is not asked for, and the rest of what changes nothing.
run --set /workload/arrivals='{"kind": "burst", "rate_per_s": 1, "burst": 9}' --set /workload/images=1 --set /workload/in_flight=5
column o/s/summary.csv notes >notes
says notes "/workload/arrivals/rate_per_s: without effect" "/workload/arrivals/burst: without effect" \
  "/workload/in_flight: at most 1 images" "/workload/sources/1: no image comes there"

# A trace's times count for the identity, and are told by their hash.
run --set /workload/arrivals='{"kind": "trace", "times_s": [0, 0, 1, 1, 2, 2]}' --set /workload/deadline_s=1e-9
[[ $(column o/s/summary.csv late_images) == 6 ]] || fail "all are late"
says o/s/summary.csv "/workload/arrivals/times_s=#"
before=$(column o/s/summary.csv point_id)
run --set /workload/arrivals='{"kind": "trace", "times_s": [0, 0, 1, 1, 2, 3]}' --set /workload/deadline_s=1e-9
[[ $(column o/s/summary.csv point_id) != "$before" ]] || fail "the same id"

# Without a workload there is nothing of it.
python3 -I -c 'import json
e = json.load(open("e.json")); del e["workload"]; json.dump(e, open("e.json", "w"))'
run
[[ ! -e o/s/images.csv ]] || fail "images.csv is left"
[[ $(column o/s/summary.csv latency_mean_s) == "" ]] || fail "a latency without a workload"

expect 2 modnn run e.json --output o --set /fidelity='"ns3"' --set /workload='{"images": 2, "arrivals": {"kind": "periodic", "rate_per_s": 1}}'
says stderr "/workload: expected none with fidelity ns3"
