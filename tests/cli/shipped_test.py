"""The shipped experiments, end to end: plans verified, points computed, files written, a second run computes nothing.

  shipped_test.py MODNN [--complete]

The expensive sweeps are narrower here, unless the complete ones are asked for.
"""

import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parent.parent.parent
MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
COMPLETE = "--complete" in sys.argv
if COMPLETE:
    sys.argv.remove("--complete")
EXPERIMENTS = sorted((ROOT / "experiments").glob("*.json"))
PARTS = ("compute_s", "page_in_s", "wakeup_s", "transmission_s", "idle_s")
DEVICE_PARTS = ("compute_s", "page_in_s", "wakeup_s", "transmit_s", "receive_s", "idle_s", "absent_s")


def modnn(*arguments):
    return subprocess.run([MODNN, *arguments], capture_output=True, text=True)


def narrowed(file):
    """The experiment without what takes minutes: a co-clustering of a large matrix for every point."""
    # Files beside the experiment are where they were when a copy is run.
    experiment = json.loads(file.read_text().replace('"../', f'"{ROOT}/'))
    if COMPLETE:
        return experiment
    if file.stem == "paper_dense":
        experiment["model"]["input"]["channels"] = 256
        for layer in experiment["model"]["layers"]:
            layer["outputs"] //= 16
        experiment["sweep"]["/platform/workers/0/count"] = [2, 4]
        experiment["zip"] = experiment["zip"][1::3]
    elif file.stem == "trained_dense":
        experiment["sweep"]["/model"] = experiment["sweep"]["/model"][-2:]
        experiment["sweep"]["/platform/workers/0/count"] = [2]
    elif file.stem == "all_schemes":
        experiment["sweep"]["/model"] = ["resnet18"]
        experiment["sweep"]["/platform/medium"] = ["wlan_40mbps"]
        experiment["zip"] = experiment["zip"][::2]
    elif file.stem == "compression":
        experiment["sweep"]["/delivery/transfer_bytes_per_value"] = [2]
        experiment["zip"] = experiment["zip"][:2] + experiment["zip"][3:]
        for entry in experiment["zip"]:
            for layer in entry.values():
                if isinstance(layer, dict):
                    layer["outputs"] //= 4
    return experiment


def rows_of(file):
    with open(file, newline="") as lines:
        return list(csv.DictReader(lines))


class Shipped(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_experiment(self, name, *options, folder="."):
        output = self.folder / folder
        ended = modnn("run", ROOT / "experiments" / f"{name}.json", "--output", output, "--quiet", *options)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return ended.stdout, rows_of(output / name / "summary.csv")

    def assert_sum(self, row, parts, makespan_s):
        self.assertTrue(math.isfinite(makespan_s) and makespan_s > 0, row)
        # SimGrid's clock has steps of 15 ps.
        self.assertAlmostEqual(sum(float(row[part]) for part in parts), makespan_s, delta=1e-9 * (1 + makespan_s))

    def test_every_plan_is_right(self):
        self.assertTrue(EXPERIMENTS)
        for file in EXPERIMENTS:
            copy = self.folder / file.name
            copy.write_text(json.dumps(narrowed(file)))
            ended = modnn("check", copy)
            self.assertEqual(ended.returncode, 0, ended.stderr)
            self.assertEqual(ended.stdout.count("every plan verified"), 1)

    def test_every_point_takes_a_time_and_its_parts_sum_to_it(self):
        for file in EXPERIMENTS:
            with self.subTest(experiment=file.stem):
                copy = self.folder / file.name
                # Numbers of the layers are another test, and no matter of time.
                experiment = narrowed(file)
                recognises = "images_from" in experiment.get("workload", {})
                copy.write_text(json.dumps(experiment if recognises else dict(experiment, mode="timing")))
                ended = modnn("run", copy, "--output", self.folder, "--quiet")
                self.assertEqual(ended.returncode, 0, ended.stdout + ended.stderr)
                self.assertNotIn("not drawn", ended.stderr)
                for figure in narrowed(file).get("figures", []):
                    self.assertTrue((self.folder / file.stem / "figures" / f"{figure}.pdf").is_file())
                makespans = {}
                for row in rows_of(self.folder / file.stem / "summary.csv"):
                    self.assertEqual(row["status"], "ok", row)
                    makespans[row["point_id"]] = float(row["makespan_s"])
                    if int(row["workload_images"] or 1) > 1:  # no path leads through several images
                        self.assertEqual({row[part] for part in PARTS}, {""}, row)
                    else:
                        self.assert_sum(row, PARTS, makespans[row["point_id"]])
                self.assertTrue(makespans)
                for row in rows_of(self.folder / file.stem / "devices.csv"):
                    self.assert_sum(row, DEVICE_PARTS, makespans[row["point_id"]])

    def test_all_experiments_of_modnn_have_one_delivery(self):
        """docs/reproduction.md says why it is this one; what an experiment sweeps is its own."""
        reading = {"mode": "halo", "via": "group_owner", "relays": "each", "transfers": "serial", "wakeup": "per_message",
                   "sync": "none", "group_owner_computes": False, "transfer_bytes_per_value": 4}
        found = 0
        for file in EXPERIMENTS:
            experiment = json.loads(file.read_text())
            if experiment["platform"] != "nexus5_router" and not file.stem.startswith("paper_"):
                continue
            found += 1
            whole = json.loads(modnn("show", "experiments", file.stem, "--complete").stdout)
            swept = set(experiment.get("sweep", {})) | {pointer for entry in experiment.get("zip", []) for pointer in entry}
            for key, value in reading.items():
                if f"/delivery/{key}" not in swept:
                    self.assertEqual(whole["delivery"][key], value, (file.stem, key))
            if "/platform/access_point" in swept:
                continue
            self.assertEqual(whole["platform"]["name"], "nexus5_router", file.stem)
            self.assertEqual((whole["platform"]["access_point"], whole["platform"]["medium"]["name"]), ("router", "wlan_40mbps"))
        self.assertGreaterEqual(found, 10)

    def test_paper_speedup(self):
        out, rows = self.run_experiment("paper_speedup")
        self.assertIn("8 computed, 0 reused, 0 failed", out)
        self.assertEqual([row["workers"] for row in rows], ["1", "1", "2", "2", "3", "3", "4", "4"])
        for figure in ("speedup.pdf", "speedup.png", "breakdown.pdf", "breakdown.png"):
            self.assertTrue((self.folder / "paper_speedup" / "figures" / figure).is_file())
        again, _ = self.run_experiment("paper_speedup")
        self.assertIn("0 computed, 8 reused, 0 failed", again)

    def test_numeric_check(self):
        _, rows = self.run_experiment("numeric_check")
        self.assertEqual(len(rows), 4)
        for row in rows:
            self.assertEqual(row["workers"], "4")
            self.assertLessEqual(float(row["max_relative_error"]), 1e-5)
            self.assertGreater(float(row["max_relative_error"]), 0)  # different blocking rounds differently

    def test_numeric_zoo_of_small_networks(self):
        for model in ("lenet5", "lenet300", "mobilenet_v1"):
            _, rows = self.run_experiment("numeric_zoo", "--set", f"/model={model}", folder=model)
            self.assertEqual({row["status"] for row in rows}, {"ok"})
            self.assertEqual(len(rows), 24)


if __name__ == "__main__":
    unittest.main()
