expect 0 modnn check e.json
expect 0 modnn run e.json --output o
[[ $(column o/unread/summary.csv makespan_s | sort -u | wc -l) == 1 ]] || fail "the makespans differ"
[[ $(column o/unread/summary.csv status | sort -u) == ok ]] || fail "the results differ from a lone phone's"
expect 0 modnn plan e.json --json --set /platform/workers/1/speed_factor=1
python3 -I - <<'PY' || fail "the plan"
import json
with open("stdout") as file:
    stages = json.load(file)["stages"]
conv = next(stage for stage in stages if stage["layer"] == "conv")
rows = sorted(task["output"]["rows"] for task in conv["tasks"])
assert rows == [[row, row + 1] for row in range(8)], rows
PY
