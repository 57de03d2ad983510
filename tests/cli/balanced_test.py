"""`bodp_balanced` never takes longer than `bodp`, on random networks and platforms of every kind."""

import csv
import json
import pathlib
import random
import subprocess
import sys
import tempfile

MODNN = pathlib.Path(sys.argv[1]).resolve()
CASES = 30


def network(draw):
    size = draw.choice([12, 20, 33, 48])
    layers = []
    for number in range(draw.randint(1, 5)):
        kernel = draw.choice([1, 3, 5])
        layers.append({"name": f"conv{number}", "kind": "conv", "outputs": draw.choice([4, 16, 64]), "kernel": kernel,
                       "padding": kernel // 2, "stride": draw.choice([1, 1, 2]), "activation": "relu"})
        if size >= 12 and draw.random() < 0.4:
            layers.append({"name": f"pool{number}", "kind": "max_pool", "kernel": 2, "stride": 2})
            size //= 2
        size = max(1, size // layers[-1].get("stride", 1) if layers[-1]["kind"] == "conv" else size)
        if size < 4:
            break
    layers += [{"name": "flatten", "kind": "flatten"}, {"name": "fc", "kind": "dense", "outputs": 10}]
    return {"name": "net", "layers": layers,
            "input": {"channels": draw.choice([1, 3]), "height": draw.choice([12, 20, 33, 48]), "width": size * 4}}


def platform(draw):
    devices = ["nexus5", "nexus4", "htc_one", "raspberry_pi3"]
    workers = [{"device": draw.choice(devices), "count": draw.randint(1, 3),
                "speed_factor": draw.choice([0.05, 1, 20, 300]), **draw.choice([{}, {"rate_bps": 1e7}, {"rate_bps": 1e9}])}
               for _ in range(draw.randint(1, 3))]
    return {"name": "cell", "group_owner": {"device": draw.choice(devices), "speed_factor": draw.choice([1, 20])},
            "workers": workers, "medium": draw.choice(["wlan_40mbps", "wlan_n20_mcs7"])}


def combination(draw):
    return {"/model": network(draw), "/platform": platform(draw),
            "/delivery": {"mode": draw.choice(["halo", "map_reduce"]), "via": draw.choice(["group_owner", "peer"]),
                          "transfers": draw.choice(["serial", "concurrent"]),
                          "wakeup": draw.choice(["none", "per_message", "state_machine"]),
                          "group_owner_computes": draw.choice([False, True])}}


def main():
    draw = random.Random(7)
    cases = [combination(draw) for _ in range(CASES)]
    # Two equal phones that are twenty times as fast, and the same on a fast radio.
    fast = {"name": "fast", "group_owner": {"device": "nexus5"}, "medium": "wlan_40mbps",
            "workers": [{"device": "nexus5", "count": 2, "speed_factor": 20}]}
    for more in ({}, {"rate_bps": 1e9}):
        workers = [dict(fast["workers"][0], **more)]
        cases.append({"/model": "vgg16", "/platform": dict(fast, workers=workers), "/delivery": {}})
    experiment = {"name": "pairs", "model": "lenet5", "platform": "nexus5_wlan", "zip": cases,
                  "sweep": {"/partition/conv": ["bodp", "bodp_balanced"]}}
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "pairs.json").write_text(json.dumps(experiment))
        ended = subprocess.run([MODNN, "run", "pairs.json", "--quiet"], cwd=folder, capture_output=True, text=True)
        if ended.returncode != 0:
            sys.exit(ended.stderr)
        with open(pathlib.Path(folder) / "results" / "pairs" / "summary.csv", newline="") as file:
            seconds = [float(row["makespan_s"]) for row in csv.DictReader(file)]
    plain, balanced = seconds[:len(cases)], seconds[len(cases):]
    assert len(plain) == len(balanced) == len(cases)
    wrong = [f"{json.dumps(case)}: bodp {a}, bodp_balanced {b}" for case, a, b in zip(cases, plain, balanced)
             if b > a * (1 + 1e-9)]
    if wrong:
        sys.exit("\n".join(wrong))
    faster = sum(b < a * (1 - 1e-3) for a, b in zip(plain, balanced))
    if faster < 3:  # else the comparison would compare bodp with itself
        sys.exit(f"bodp_balanced is faster in {faster} of {len(cases)} cases only")
    print(f"bodp_balanced: faster in {faster} of {len(cases)} cases, slower in none")


if __name__ == "__main__":
    main()
