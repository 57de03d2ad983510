"""The set-ups that papers describe of their prototypes: the time of each by hand, from an experiment's file to its row, and a
shipped experiment that says each."""

import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MODNN = pathlib.Path(sys.argv.pop(1)).resolve()

# A byte takes a second, a thousand multiply-accumulates or ten elements as well.
DEVICE = {"name": "round", "conv_macs_per_s": 1000, "dense_macs_per_s": 1000, "elements_per_s": 10, "memory_bytes_per_s": 1e12,
          "layer_overhead_s": 0, "runtime_bytes": 0, "available_bytes": 1e9, "page_in_bytes_per_s": 1e9,
          "radio": {"wake_to_send_s": 0, "wake_to_receive_s": 0},
          "power": {"idle_w": 0, "compute_w": 0, "wakeup_w": 0, "transmit_w": 0, "receive_w": 0}}
PLATFORM = {"name": "round", "group_owner": {"device": DEVICE}, "workers": [{"device": DEVICE, "count": 2}],
            "medium": {"name": "round", "goodput_bps": 8, "message_overhead_s": 0}, "paging": "none"}
CONV = {"kind": "conv", "outputs": 1, "bias": False}
POOLED = {"name": "pooled", "input": {"channels": 1, "height": 4, "width": 4},
          "layers": [{"name": "conv", "kernel": 1, **CONV}, {"name": "pool", "kind": "max_pool", "kernel": 2, "stride": 2}]}
TWO_3X3 = {"name": "two", "input": {"channels": 1, "height": 9, "width": 8},
           "layers": [{"name": name, "kernel": 3, "padding": 1, **CONV} for name in ("one", "two")]}
OWNERS_COPIES = "/platform/group_owner/device/middleware_bytes_per_s"

# The image goes to two workers, two rows of 4 values for each: 32 s a message. They compute (8 ms) and pool (0.8 s), and a row
# of 2 values returns from each: 8 s.
BY_HAND = {
    # The first worker's row waits for the air until 64 s, the second's until 72.
    None: 32 + 32 + 8 + 8,
    ("/platform/access_point", "router"): 2 * (32 + 32 + 8 + 8),
    # Nothing returns before the second has pooled.
    ("/delivery/sync", "layer"): 32 + 32 + 0.008 + 0.8 + 8 + 8,
    # All four rows of 4 values return, and the group owner pools.
    ("/partition/kinds", '{"max_pool": "local"}'): 4 * 32 + 1.6,
    # The second worker has its rows at 69 s, when the first's are on the air.
    ("/platform/medium/message_latency_s", "5"): 32 + 32 + 8 + 8 + 5,
    # The group owner takes 16 s before either message goes, the second of them meanwhile; 4 s for the last row.
    (OWNERS_COPIES, "2"): 16 + 32 + 32 + 8 + 8 + 4,
    # A hundredth of the clock: 80.8 s for the second worker, whose row then finds the air free.
    ("/platform/speed_factor", "0.01"): 32 + 32 + 80.8 + 8,
}
SET_UPS = {**{setting[0]: value for setting, value in BY_HAND.items() if setting}, "/delivery/relays": None,
           "/delivery/group_owner_computes": None}


class SetUps(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def row(self, model, *settings, platform=PLATFORM):
        file = self.folder / "e.json"
        file.write_text(json.dumps({"name": "e", "model": model, "platform": platform, "partition": {"conv": "uniform_1d"},
                                    "delivery": {"wakeup": "none"}}))
        options = [option for pointer, value in settings for option in ("--set", f"{pointer}={value}")]
        ended = subprocess.run([MODNN, "run", file, "--output", self.folder, "--quiet", "--replace", *options],
                               capture_output=True, text=True)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        with open(self.folder / "e" / "summary.csv", newline="") as lines:
            return next(csv.DictReader(lines))

    def test_times_by_hand(self):
        for setting, seconds in BY_HAND.items():
            with self.subTest(setting=setting):
                row = self.row(POOLED, *[setting] if setting else [])
                self.assertAlmostEqual(float(row["makespan_s"]), seconds, delta=1e-6)

    def test_merged_relays_by_hand(self):
        # Three workers, three rows of 32 bytes each, 10 s of overhead a message; the air is never idle: 4 + 5 + 4 rows of the
        # image, four halos of a row to the group owner and from there, nine rows of results. The second worker needs two halos.
        platform = {**PLATFORM, "workers": [{"device": DEVICE, "count": 3}], "medium": {**PLATFORM["medium"], "message_overhead_s": 10}}
        each = (13 + 2 * 4 + 9) * 32 + (3 + 2 * 4 + 3) * 10
        for relays, seconds in (("each", each), ("merged", each - 10)):
            row = self.row(TWO_3X3, ("/delivery/relays", relays), platform=platform)
            self.assertAlmostEqual(float(row["makespan_s"]), seconds, delta=1e-6)

    def test_who_computes_is_counted(self):
        for computes, devices in (("false", "2"), ("true", "3")):
            self.assertEqual(self.row(POOLED, ("/delivery/group_owner_computes", computes))["computing_devices"], devices)

    def test_a_shipped_experiment_of_forty_lines_says_each(self):
        said = set()
        for file in (ROOT / "experiments").glob("*.json"):
            text = file.read_text()
            if len(text.splitlines()) > 40:
                continue
            experiment = json.loads(text)
            said |= set(experiment.get("sweep", {})) | {pointer for entry in experiment.get("zip", []) for pointer in entry}
        self.assertEqual(set(SET_UPS) - said, set())

    def test_each_moves_the_shipped_experiment(self):
        ended = subprocess.run([MODNN, "run", ROOT / "experiments" / "setups.json", "--output", self.folder, "--quiet"],
                               capture_output=True, text=True)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        with open(self.folder / "setups" / "summary.csv", newline="") as lines:
            usual, *others = list(csv.DictReader(lines))
        self.assertEqual(len(others), len(SET_UPS))
        for row in others:
            moved = [name for name in ("makespan_s", "busy_s", "messages", "air_bytes") if row[name] != usual[name]]
            self.assertTrue(moved, row["settings"])


if __name__ == "__main__":
    unittest.main()
