"""modnn calibrate device: from measured layers to a device whose simulated times are theirs."""

import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
HEADER = "network,layer,kind,kernel_height,kernel_width,stride_height,stride_width,in_channels,out_channels,out_height,out_width,seconds"
# Seconds of a multiply-accumulate, of an input in a window, of an output, of an exponential.
EACH = {"conv": 2e-9, "pool": 5e-9, "dense": 3e-9, "elementwise": 7e-9, "softmax": 11e-9}


def operations(kind, kernel, inputs, outputs, height, width):
    each = {"conv": inputs, "dense": inputs, "softmax": 2}.get(kind, 1)
    return outputs * height * width * kernel * kernel * each


def row(network, layer, kind, kernel, stride, inputs, outputs, height, width):
    seconds = EACH[kind] * operations(kind, kernel, inputs, outputs, height, width)
    return f"{network},{layer},{kind},{kernel},{kernel},{stride},{stride},{inputs},{outputs},{height},{width},{seconds!r}"


def layers_csv():
    """Layers of two networks, of none of lenet5's shapes; convolutions of as many columns as are computed at once."""
    rows = [HEADER]
    for network in ("one", "other"):
        for i, extent in enumerate((9, 17, 33, 65)):
            for channels in (3, 8, 40):
                rows.append(row(network, f"conv{i}_{channels}", "conv", 3, 1, channels, channels + 5, extent, 16 * (i + 1)))
                rows.append(row(network, f"pool{i}_{channels}", "pool", 2 + i % 2, 2, channels, channels, extent, extent + 1))
                rows.append(row(network, f"fc{i}_{channels}", "dense", 1, 1, channels * extent, 7 + extent, 1, 1))
                rows.append(row(network, f"prob{i}_{channels}", "softmax", 1, 1, channels * extent, channels * extent, 1, 1))
                rows.append(row(network, f"add{i}_{channels}", "elementwise", 1, 1, (1 + i % 3) * channels, channels, extent, 4))
    return "\n".join(rows) + "\n"


class Calibrate(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def modnn(self, *arguments, code=0):
        ended = subprocess.run([MODNN, *arguments], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(ended.returncode, code, ended.stdout + ended.stderr)
        return ended

    def makespan(self, device):
        experiment = {"name": "alone", "model": "lenet5",
                      "platform": {"name": "alone", "group_owner": {"device": device}, "workers": [], "medium": "wlan_40mbps",
                                   "paging": "none"}}
        (self.folder / "e.json").write_text(json.dumps(experiment))
        self.modnn("run", "e.json", "--output", ".", "--quiet", "--replace")
        with (self.folder / "alone" / "summary.csv").open() as file:
            return float(next(csv.DictReader(file))["makespan_s"])

    def test_a_device_takes_what_was_measured(self):
        (self.folder / "layers.csv").write_text(layers_csv())
        ended = self.modnn("calibrate", "device", "layers.csv", "--device", "nexus5", "--output", "d.json")
        # What was left out is predicted, too: the layers' sum within 0.0 %.
        for name in ("what was fitted", "a fifth of the layers", "one", "other"):
            line = next(line for line in ended.stdout.splitlines() if line.startswith(name + " "))
            self.assertIn(line[len(name):].split()[1], ("+0.0", "-0.0"), line)
        self.assertIn("depthwise: not measured; an operation is taken to cost what one of pool does", ended.stdout)
        # Fitted to one of the two alone: the sum of the other's layers, and none of them has parts.
        self.assertRegex(ended.stdout, r"(?m)^one +[+-]0\.0/0$")
        self.assertRegex(ended.stdout, r"(?m)^other +[+-]0\.0/0$")
        self.assertIn("lrn: not measured; an operation is taken to cost what one of softmax does", ended.stdout)
        self.assertIn("sparse_dense: not measured; takes what the rates of nexus5 say", ended.stdout)
        device = json.loads((self.folder / "d.json").read_text())
        self.assertEqual(device["name"], "d")
        self.assertEqual(device["cost"]["conv"], {"s_per_operation": 2e-9})
        self.assertEqual(device["conv_macs_per_s"], 5e8)
        self.assertEqual(device["elements_per_s"], 2e8)
        self.assertEqual(device["radio"]["power_save_timeout_s"], 0.205)  # the Nexus 5's
        self.modnn("check", "d.json")
        lenet5 = (("conv", 5, 1, 20, 24, 24), ("pool", 2, 20, 20, 12, 12), ("conv", 5, 20, 50, 8, 8),
                  ("pool", 2, 50, 50, 4, 4), ("elementwise", 1, 50, 800, 1, 1), ("dense", 1, 800, 500, 1, 1),
                  ("dense", 1, 500, 10, 1, 1), ("softmax", 1, 10, 10, 1, 1))
        seconds = sum(EACH[layer[0]] * operations(*layer) for layer in lenet5)
        self.assertAlmostEqual(self.makespan("./d.json") / seconds, 1, places=6)

    def test_a_profile_corrects(self):
        # What is fitted to these is off by some percent; the measured layer takes what it took.
        text = layers_csv() + "one,conv1,conv,5,5,1,1,1,20,24,24,0.25\n"
        (self.folder / "layers.csv").write_text(text)
        arguments = ("calibrate", "device", "layers.csv", "--device", "nexus5", "--output")
        self.modnn(*arguments, "plain.json")
        self.modnn(*arguments, "profile.json", "--profile")
        profile = json.loads((self.folder / "profile.json").read_text())["cost"]["profile"]
        self.assertEqual(len(profile), len(text.splitlines()) - 1)
        self.assertEqual(profile[-1]["seconds"], 0.25)
        self.assertGreater(self.makespan("./profile.json"), 0.25)
        self.assertLess(self.makespan("./plain.json"), 0.25)

    def test_what_is_wrong_is_located(self):
        (self.folder / "layers.csv").write_text(HEADER + "\none,a,conv,3,3,1,1,3,8,9,9,0\none,b,conf,3,3,1,1,3,8,9,9,1\n")
        ended = self.modnn("calibrate", "device", "layers.csv", code=2)
        self.assertEqual([line.split(" ")[0] for line in ended.stderr.splitlines()], ["layers.csv:2:", "layers.csv:3:"])
        (self.folder / "layers.csv").write_text(layers_csv())
        self.modnn("calibrate", "device", "layers.csv", "--device", "nexus6", "--output", "d.json", code=2)
        self.assertFalse((self.folder / "d.json").exists())
        self.assertIn("missing.csv", self.modnn("calibrate", "device", "missing.csv", code=2).stderr)

    def test_nothing_is_written_over(self):
        (self.folder / "layers.csv").write_text(layers_csv())
        (self.folder / "d.json").write_text("mine")
        arguments = ("calibrate", "device", "layers.csv", "--device", "nexus5", "--output", "d.json")
        self.assertIn("d.json: there is such a file already", self.modnn(*arguments, code=2).stderr)
        self.assertEqual((self.folder / "d.json").read_text(), "mine")
        self.modnn(*arguments, "--replace")
        self.assertIn("layers.csv: there is such a file", self.modnn("calibrate", "device", "layers.csv", "--here", "lenet5", code=2).stderr)

    def test_this_machine(self):
        ended = self.modnn("calibrate", "device", "here.csv", "--here", "lenet5", "--runs", "1", "--regions", "1", "--device", "nexus5",
                           "--output", "here.json")
        self.assertIn("lenet5: 1 passes", ended.stderr)
        with (self.folder / "here.csv").open() as file:
            rows = list(csv.DictReader(file))
        # Eight layers, and a part of all but flatten and softmax that is not the whole.
        self.assertIn(len(rows), range(8 + 4, 8 + 6 + 1))
        self.assertTrue(all(float(row["seconds"]) > 0 for row in rows))
        self.modnn("check", "here.json")
        self.assertIn("here.csv:\nlenet5", self.modnn("calibrate", "device", "here.csv", "--predict", "here.csv").stdout)


if __name__ == "__main__":
    unittest.main()
