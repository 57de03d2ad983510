"""Result sets of any shape, made up: the rows and files that a sweep would leave, with numbers from a formula."""

import csv
import itertools
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
COLUMNS = {"/model": "model", "/platform": "platform", "/partition/conv": "conv_partition",
           "/partition/dense": "dense_partition", "/delivery/mode": "delivery_mode", "/delivery/via": "delivery_via",
           "/delivery/transfers": "transfers", "/delivery/wakeup": "wakeup",
           "/delivery/group_owner_computes": "group_owner_computes",
           "/delivery/transfer_bytes_per_value": "transfer_bytes_per_value", "/weight_bits": "weight_bits",
           "/weight_density": "weight_density", "/delivery/relays": "relays", "/delivery/sync": "sync",
           "/platform/access_point": "access_point", "/fidelity": "fidelity", "/mode": "mode", "/seed": "seed",
           "/workload/arrivals/rate_per_s": "rate_per_s", "/workload/in_flight": "in_flight",
           "/partition/pipeline": "pipeline", "/delivery/tiles": "tiles", "/workload/images": "workload_images",
           "/churn/mean_time_to_leave_s": "mean_time_to_leave_s", "/recovery/policy": "policy",
           "/recovery/checkpoint_every": "checkpoint_every"}
BASE = {"model": "m", "platform": "p", "workers": 2, "conv_partition": "bodp", "dense_partition": "output_split",
        "delivery_mode": "halo", "delivery_via": "peer", "transfers": "serial", "wakeup": "none", "relays": "each",
        "sync": "none", "access_point": "group_owner",
        "group_owner_computes": "false", "transfer_bytes_per_value": 4, "weight_bits": 32, "weight_density": 1,
        "fidelity": "fluid", "mode": "timing", "seed": 1, "rate_per_s": "", "in_flight": "",
        "pipeline": "", "tiles": "planned", "workload_images": "", "mean_time_to_leave_s": "",
        "policy": "", "checkpoint_every": ""}
REPORT = ("makespan_s", "compute_s", "page_in_s", "wakeup_s", "transmission_s", "idle_s", "halo_serial_s", "alone_s",
          "speedup_total", "speedup_compute", "message_bytes", "peak_memory_bytes", "deployment_s")
STREAM = ("latency_mean_s", "latency_p95_s", "latency_max_s", "throughput_per_s", "energy_per_image_j", "lost_images")  # with a workload
RECOGNISED = ("correct_images", "accuracy")  # of images that show something known
LAYERS = ("conv1", "conv2", "pool2", "fc6", "fc7")
PARTS = ("critical_compute_s", "critical_page_in_s", "critical_wakeup_s", "critical_transmission_s")
DEVICE = {"name": "nexus5", "available_bytes": 5e8, "radio": {"wake_to_send_s": 0.01, "wake_to_receive_s": 0.01}}
RESOLVED = {"model": {"input": {"channels": 3, "height": 8, "width": 8}},
            "platform": {"group_owner": {"device": DEVICE}, "workers": [{"device": DEVICE}],
                         "medium": {"goodput_bps": 4e7, "message_overhead_s": 0.001}}}


def sweep_points(experiment):
    """The swept values of each point, {pointer: value}."""
    axes = [[{pointer: value} for value in values] for pointer, values in experiment.get("sweep", {}).items()]
    axes += [experiment["zip"]] if "zip" in experiment else []
    if "replications" in experiment:
        axes.append([{"replication": n, "/seed": n + 1} for n in range(experiment["replications"])])
    return [{key: value for part in parts for key, value in part.items()} for parts in itertools.product(*axes)]


def cell(value):
    if isinstance(value, bool):
        return str(value).lower()
    if value == []:
        return ""
    if isinstance(value, dict) and list(value) == ["for"]:  # a pipeline
        return value["for"]
    return value if isinstance(value, (str, int, float)) else json.dumps(value)


def named(value):
    """What a column calls a device or a medium, which may stand in full."""
    return value["name"] if isinstance(value, dict) else value


def settings_of(swept):
    """The columns that every row has, and those of the swept pointers that have none."""
    row = dict(BASE)
    counts = [value for pointer, value in swept.items() if pointer.endswith("/count")]
    row["workers"] = sum(counts) if counts else BASE["workers"]
    own = {}
    for pointer, value in swept.items():
        if pointer in COLUMNS:
            row[COLUMNS[pointer]] = cell(value)
        else:
            own[pointer] = cell(value)
    # What sums up others tells no series apart.
    settings = [str(item) for item in own.items() if item[0] != "replication"]
    device = named(swept.get("/platform/group_owner/device", "nexus5"))
    row.update(devices=" + ".join([device, *(f"{count} x {device}" for count in counts or [row["workers"]])]), baseline_device=device,
               medium=named(swept.get("/platform/medium", "wlan_40mbps")), settings="; ".join(settings))
    return row, own


def report(index, row, names):
    """Any numbers that differ between points."""
    base = 1 + (index * 37 % 101) / 100
    return {name: base + i * (1 + row["workers"]) for i, name in enumerate(names)}


def write_table(path, rows):
    with open(path, "w", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def write(folder, experiment):
    """A result set of the experiment's shape."""
    folder = pathlib.Path(folder)
    summary, layers, devices, images = [], [], [], []
    streams = "workload" in experiment
    names = REPORT + (STREAM if streams else ())
    known = streams and "images_from" in experiment["workload"]
    names += RECOGNISED if known else ()
    for index, swept in enumerate(sweep_points(experiment)):
        row, own = settings_of(swept)
        if streams and row["workload_images"] == "":
            row["workload_images"] = experiment["workload"].get("images", 20)
        head = {"point_id": f"{index:016d}", "experiment": "e", **row}
        summary.append({**head, "status": "ok", **report(index, row, names), **own, "error": ""})
        for i, layer in enumerate(LAYERS):
            layers.append({**head, **own, "layer": layer, **{part: i + j + 1 for j, part in enumerate(PARTS)},
                           "message_bytes": 1000 * i, "wakeup_serial_s": 1, "transmission_serial_s": 2})
        for i, device in enumerate(("group_owner", "worker1")):
            devices.append({**head, **own, "device": device, "memory_bytes": 1e8 * (i + index % 7 + 1)})
        for image in range(20 if streams else 0):
            shown = {"file": f"{image}.png", "label": image % 3, "answer": image % 5 % 3} if known else {}
            images.append({**head, **own, "image_number": image, "latency_s": 1 + image * (1 + index % 5), **shown})
    for name, rows in (("summary", summary), ("layers", layers), ("devices", devices), ("images", images)):
        if rows:
            write_table(folder / f"{name}.csv", rows)
    named = {key: experiment[key] for key in ("published", "workload") if key in experiment}
    (folder / "experiment.resolved.json").write_text(json.dumps({**RESOLVED, **named}))
    (folder / "index.json").write_text(json.dumps({"points": [row["point_id"] for row in summary]}))


COUNT = "/platform/workers/0/count"
VIA = {"/delivery/via": ["peer", "group_owner"]}
ODD = "$x_1^2\\frac{$"

# Sweeps that nobody ships.
OTHERS = {
    "one point": {},
    "two variants for each number of workers": {"sweep": {COUNT: [1, 2, 3], "/platform": ["a", "b"]}},
    "seeds": {"sweep": {COUNT: [1, 2], "/seed": [1, 2, 3]}},
    "replications": {"sweep": {COUNT: [1, 2], "/partition/conv": ["bodp", "grid_2d"]}, "replications": 4},
    "two replications": {"sweep": {COUNT: [1, 2]}, "replications": 2},
    "many series": {"sweep": {COUNT: [1, 2], "/noise/compute_sigma": [i / 10 for i in range(9)]}},
    "many workers": {"sweep": {COUNT: list(range(1, 41)), "/partition/conv": ["bodp", "grid_2d"]}},
    "names with mathtext": {"sweep": {COUNT: [1, 2], "/model": [ODD, "_hidden", "$", "a\\b"]}},
    "long names": {"sweep": {COUNT: [1, 2], "/model": ["n" * 3000, "n" * 3000 + "m"]}},
    "control characters and letters that no font has": {"sweep": {COUNT: [1, 2], "/platform": ["a\x07\x1b[31m", "\u202e机器"]}},
    "names like numbers": {"sweep": {COUNT: [1, 2], "/model": ["1e5", "nan", "0012"]}},
    "values of two types": {"sweep": {COUNT: [1, 2], "/platform/workers/0/device": ["nexus5", {"name": "d"}]}},
    "a number": {"sweep": {"/platform/workers/0/device/conv_macs_per_s": [1e8, 1e9, 1e10]}},
    "two numbers": {"sweep": {"/platform/workers/0/rate_bps": [1e6, 2e6], "/weight_density": [0.5, 1],
                              "/platform/medium/goodput_bps": [1e7, 2e7]}},
    "a negative number": {"sweep": {"/noise/offset_s": [-1, 0, 1]}},
    "equal points": {"sweep": {COUNT: [1, 1, 2]}},
    "map_reduce": {"sweep": {COUNT: [1, 2], "/delivery/mode": ["map_reduce", "halo"], **VIA}},
    "another group's speed": {"sweep": {"/platform/workers/3/speed_factor": [0.5, 1], **VIA}},
    "one density": {"sweep": {"/model/layers/7/density": [0.1, 0.2], "/partition/dense": ["local", "input_split"]}},
    "layers as text": {"sweep": {"/model/layers/1": ["a", "b"]}},
    "an uplink without a cut": {"sweep": {"/platform/workers/1/uplink/bandwidth_bps": [1e6, 1e7],
                                          "/platform/workers/1/uplink/latency_s": [0.1, 0.2],
                                          "/platform/workers/1/speed_factor": [1, 2]}},
    "rates of a stream": {"workload": {}, "sweep": {"/workload/arrivals/rate_per_s": [0.1, 1, 10]}},
    "images without a folder": {"workload": {"images_from": "there/is/none"}, "sweep": {COUNT: [1, 2]}},
    "one rate": {"workload": {}, "sweep": {"/workload/arrivals/rate_per_s": [1], COUNT: [1, 2]}},
    "true and false": {"sweep": {COUNT: [1, 2], "/delivery/group_owner_computes": [True, False]}},
}


def shipped():
    return {path.stem: json.loads(path.read_text()) for path in sorted((ROOT / "experiments").glob("*.json"))}
