"""Networks that PyTorch exports to ONNX give PyTorch's outputs, alone and on three unequal phones.

  torch_test.py MODNN RUN_NETWORK_FILE

Skipped (exit 77) where Debian's python3-torch is not installed.
"""

import csv
import io
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import numpy
    import torch
except ImportError:
    print("skipped: python3-torch is not installed")
    sys.exit(77)

sys.path.insert(0, str(Path(__file__).parent))
import torch_darknet  # noqa: E402
import torch_networks  # noqa: E402

MODNN, RUN_NETWORK = sys.argv[1:3]
TOLERANCE = 1e-4
problems = []


def command(*words):
    result = subprocess.run(words, capture_output=True, text=True)
    if result.returncode != 0:
        problems.append(f"{words}: exit {result.returncode}: {result.stderr[-500:]}")
    return result


def difference(model, folder, expected):
    """Largest difference from PyTorch's output, by its largest value."""
    if command(RUN_NETWORK, model, folder / "x.npy", folder / "y.npy").returncode != 0:
        return float("inf")
    got = numpy.load(folder / "y.npy").ravel()
    return float(numpy.abs(got - expected).max() / numpy.abs(expected).max())


def spatial_schemes(model):
    """Every scheme for convolutions; those with an argument get one."""
    layers = [line.split() for line in command(MODNN, "show", "models", model).stdout.splitlines()]
    convolutions = [words[0] for words in layers if words[1:2] == ["conv"]]
    schemes = re.findall(r"^conv +(\S+)", command(MODNN, "show", "partitions").stdout, re.MULTILINE)
    arguments = {"<k>": "2", "<n>": "2", "<layer>": convolutions[len(convolutions) // 2]}
    return [re.sub("<.*>", lambda argument: arguments[argument[0]], scheme) for scheme in schemes]


def on_three_phones(model, folder):
    """Largest difference of three phones' output from the lone phone's, over all schemes."""
    name = model.stem
    schemes = spatial_schemes(model)
    experiment = {
        "name": name, "model": str(model), "mode": "numeric", "tolerance": TOLERANCE, "seed": 1,
        "platform": {"name": "three", "group_owner": {"device": "nexus5"},
                     "workers": [{"device": "nexus5"}, {"device": "nexus4"}, {"device": "htc_one"}], "medium": "wlan_40mbps"},
        "partition": {"conv": "bodp"}, "sweep": {"/partition/conv": schemes}}
    (folder / "e.json").write_text(json.dumps(experiment))
    command(MODNN, "run", folder / "e.json", "--output", folder, "--quiet")
    table = folder / name / "summary.csv"
    if not table.exists():
        return float("inf")
    rows = list(csv.DictReader(io.StringIO(table.read_text())))
    if len(rows) != len(schemes) or len(schemes) < 12:
        problems.append(f"{name}: {len(rows)} rows of {len(schemes)} schemes")
    return max(float(row["max_relative_error"] or "inf") for row in rows)


def round_trips(name, folder):
    """What convert writes gives the same bits, and is converted to the same files again."""
    once, twice = folder / "once", folder / "twice"
    command(MODNN, "convert", folder / f"{name}.onnx", "--output", once)
    command(MODNN, "convert", once / f"{name}.json", "--output", twice)
    if command(RUN_NETWORK, once / f"{name}.json", folder / "x.npy", folder / "again.npy").returncode != 0:
        return
    if (folder / "again.npy").read_bytes() != (folder / "y.npy").read_bytes():
        problems.append(f"{name}: the converted network gives other bits")
    for file in (f"{name}.json", f"{name}.safetensors"):
        if (once / file).read_bytes() != (twice / file).read_bytes():
            problems.append(f"{name}: {file} differs when it is converted again")


def check(name, alone, several):
    print(f"{name:24}  alone {alone:.1e}  three phones {several:.1e}", flush=True)
    if not alone + several <= TOLERANCE:
        problems.append(f"{name}: differs from PyTorch")


def of_darknet():
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        image, expected = torch_darknet.write(folder)
        numpy.save(folder / "x.npy", image.numpy()[0])
        command(MODNN, "convert", folder / "net.cfg", "--weights", folder / "net.weights", "--output", folder / "out")
        model = folder / "out/net.json"
        check("darknet", difference(model, folder, expected.numpy().ravel()), on_three_phones(model, folder))


def main():
    of_darknet()
    for name in torch_networks.NETWORKS:
        network, shape = torch_networks.made(name)
        for opset in (9, 11, 13):
            with tempfile.TemporaryDirectory() as made:
                folder = Path(made)
                x = torch.rand(1, *shape) - 0.3
                with torch.no_grad():
                    expected = network(x).numpy().ravel()
                torch.onnx.export(network, x, str(folder / f"{name}.onnx"), opset_version=opset)
                numpy.save(folder / "x.npy", x.numpy()[0])
                alone = difference(folder / f"{name}.onnx", folder, expected)
                several = on_three_phones(folder / f"{name}.onnx", folder) if opset == 13 else 0
                if opset == 13:
                    round_trips(name, folder)
                check(f"{name}, opset {opset}", alone, several)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


sys.exit(main())
