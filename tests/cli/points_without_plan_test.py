"""Points whose values have no plan: `check`, `run` and `plan` name the file, the pointer and what the point varies."""

import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
SOURCE = pathlib.Path(__file__).resolve().parents[2]
OWNER, GROUP = "/platform/group_owner/device/available_bytes", "/platform/workers/%d/device/available_bytes"
PLAIN = {"name": "x", "model": "lenet5", "platform": "nexus5_wlan"}
DEVICE = json.loads((SOURCE / "platforms" / "devices" / "nexus5.json").read_text())
SMALL = dict(DEVICE, available_bytes=1000)


def groups(*devices, count=1):
    return {"name": "p", "group_owner": {"device": "nexus5"}, "medium": "wlan_40mbps",
            "workers": [{"device": device, "count": count} for device in devices]}


HUGE = {"name": "m", "input": {"channels": 1, "height": 100000, "width": 100000},
        "layers": [{"name": "c", "kind": "conv", "outputs": 1, "kernel": 3, "padding": 1}]}
# The experiment, the options of run and plan, and the pointer of what is said.
CASES = {
    "the group owner's memory": (PLAIN, ["--set", OWNER + "=1000"], OWNER),
    "a worker's memory": (PLAIN, ["--set", GROUP % 0 + "=1000"], GROUP % 0),
    "a device of another group": (dict(PLAIN, platform=groups("nexus5", SMALL)), [], GROUP % 1),
    "the third of three groups": (dict(PLAIN, platform=groups("nexus5", "nexus5", SMALL, count=3)), [], GROUP % 2),
    "a device's file": (dict(PLAIN, platform=groups("./small.json")), [], GROUP % 0),
    "a model for no phone": (dict(PLAIN, model=HUGE), [], OWNER),
    "a model by name": (dict(PLAIN, model="vgg16"), ["--set", GROUP % 0 + "=170e6"], GROUP % 0),
    "balanced strips": (dict(PLAIN, partition={"conv": "bodp_balanced"}), ["--set", GROUP % 0 + "=1000"], GROUP % 0),
    "all paged": (PLAIN, ["--set", "/platform/paging=lru", "--set", GROUP % 0 + "=1000"], GROUP % 0),
    "numeric mode": (dict(PLAIN, mode="numeric"), ["--set", GROUP % 0 + "=1000"], GROUP % 0),
    "an offload's server": (dict(PLAIN, partition={"conv": "offload:input"}), ["--set", GROUP % 0 + "=1000"], GROUP % 0),
}


class PointsWithoutPlan(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "small.json").write_text(json.dumps(SMALL, indent=1))

    def modnn(self, command, *options):
        return subprocess.run([MODNN, command, "x.json", *options], cwd=self.folder, capture_output=True, text=True)

    def write(self, experiment):
        (self.folder / "x.json").write_text(json.dumps(experiment, indent=1))

    def rows(self):
        with open(self.folder / "results" / "x" / "summary.csv", newline="") as file:
            return list(csv.DictReader(file))

    def test_every_command_names_the_place(self):
        for name, (experiment, options, pointer) in CASES.items():
            with self.subTest(name):
                self.write(experiment)
                for command, more in (("run", ["--quiet", "--replace"]), ("plan", [])):
                    ended = self.modnn(command, *options, *more)
                    self.assertEqual(ended.returncode, 2, ended.stderr)
                    self.assertRegex(ended.stderr, r"x\.json(:\d+)?: " + pointer + ": .* needs .* but has ")
                self.assertRegex(self.rows()[0]["error"], r"^x\.json(:\d+)?: " + pointer + ": ")
                if options:  # check has none: the same by a sweep of one value
                    self.write(dict(experiment, sweep={option.split("=")[0]: [json_value(option.split("=")[1])]
                                                       for option in options[1::2]}))
                ended = self.modnn("check")
                self.assertEqual(ended.returncode, 2, ended.stderr)
                self.assertRegex(ended.stderr, r"x\.json(:\d+)?: " + pointer + ": .* needs .* but has ")

    def test_what_varies_is_named_and_the_other_points_are_computed(self):
        self.write(dict(PLAIN, sweep={OWNER: [1e9, 1000], "/seed": [1, 2]}))
        ended = self.modnn("check")
        self.assertEqual(ended.returncode, 2)
        self.assertEqual(len(ended.stderr.splitlines()), 1, ended.stderr)
        for text in ("x.json:", OWNER + "=1000", "/seed=1", "1 more point"):
            self.assertIn(text, ended.stderr)
        for computed in ("4 computed, 0 reused", "0 computed, 4 reused"):
            ended = self.modnn("run", "--quiet")
            self.assertEqual(ended.returncode, 2)  # also where the failed rows were there already
            self.assertIn(computed + ("" if computed[0] == "0" else ", 2 failed"), ended.stdout)
            self.assertIn(OWNER + "=1000 /seed=1: x.json:", ended.stderr)
        self.assertEqual([row["status"] for row in self.rows()], ["ok", "ok", "failed", "failed"])

    def test_values_that_do_not_fit_together_are_wrong_input_as_well(self):
        # Each value alone is right, beside the first of the other axis.
        cases = {
            "a window on a smaller map": ({"/model/input/height": [28, 13], "/model/layers/2/kernel": [3, 7]}, "/model"),
            "another model's layer": ({"/model": ["lenet5", "lenet300"], "/partition/layers": [{}, {"conv1": "local"}]},
                                      "/partition/layers"),
        }
        for name, (axes, pointer) in cases.items():
            with self.subTest(name):
                self.write(dict(PLAIN, sweep=axes))
                for command, more in (("check", []), ("run", ["--quiet", "--replace"])):
                    ended = self.modnn(command, *more)
                    self.assertEqual(ended.returncode, 2, command + ended.stderr)
                    self.assertRegex(ended.stderr, r"\.json:\d+: " + pointer)
                self.assertEqual([row["status"] for row in self.rows()], ["ok", "ok", "ok", "failed"])


def json_value(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


if __name__ == "__main__":
    unittest.main()
