expect 0 modnn check e.json
expect 0 modnn plan e.json --json
python3 -I - <<'PY' || fail "the shapes"
import json
plan = json.load(open("stdout"))
shapes = {}
for stage in plan["stages"]:
    for task in stage["tasks"]:
        ends = [task["output"][axis][1] for axis in ("channels", "rows", "cols")]
        shapes[stage["layer"]] = [max(pair) for pair in zip(ends, shapes.get(stage["layer"], [0, 0, 0]))]
assert shapes["up"] == [128, 26, 26], shapes["up"]
assert shapes["route"] == [384, 26, 26], shapes["route"]
assert shapes["conv12"] == [255, 26, 26], shapes["conv12"]
PY
