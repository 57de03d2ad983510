"""docs/validation.md holds the figures of a fresh run, and a document with other figures is noticed; a new publication is a
file of its own and an experiment."""

import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DOCUMENT = ROOT / "docs" / "validation.md"
MODNN = pathlib.Path(sys.argv.pop(1)).resolve()


class Validate(unittest.TestCase):
    def validate(self, folder, *arguments):
        return subprocess.run([MODNN, "validate", "--output", folder, *arguments], capture_output=True, text=True)

    def test_the_document_holds_what_is_simulated(self):
        with tempfile.TemporaryDirectory() as folder:
            ended = self.validate(folder, "--check")
            self.assertEqual(ended.returncode, 0, ended.stdout + ended.stderr)
            copy = pathlib.Path(folder) / "copy.md"
            text = DOCUMENT.read_text()
            copy.write_text(text.replace("| predicted |", "| guessed |", 1))
            ended = self.validate(folder, "--check", "--document", str(copy))
            self.assertEqual(ended.returncode, 1)
            self.assertNotEqual(copy.read_text(), text)
            ended = self.validate(folder, "--document", str(copy))
            self.assertEqual(ended.returncode, 0, ended.stderr)
            self.assertEqual(copy.read_text(), text)

    def test_the_published_bounds_hold(self):
        """What the project promises of its predictions: docs/validation.md says what each line means."""
        rows, title = {}, ""
        for line in DOCUMENT.read_text().splitlines():
            title = line[3:] if line.startswith("## ") else title
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if len(cells) == 6 and cells[5] in ("calibrated", "predicted"):
                rows[title, cells[0]] = (float(cells[2]), float(cells[3]), cells[5])

        def mean_error(title, names):
            found = [rows[title, name] for name in names]
            self.assertTrue(all(split == "predicted" for *_, split in found), names)
            return sum(abs(simulated / published - 1) for published, simulated, _ in found) / len(found)

        self.assertLess(abs(rows["MoDNN: BODP against 2-D grids", "less delivery time, 4 workers"][1] - 30.02), 3)
        phones = "MoDNN: VGG-16 on 1 to 4 phones"
        self.assertLess(mean_error(phones, ["compute speed-up, 4 workers"]), 0.05)
        for title in (phones, "MoDNN: the same delivery, VGG-19"):
            self.assertLess(mean_error(title, [f"total speed-up, {n} workers" for n in (2, 3, 4)]), 0.15)
        boards = "DeepThings: BODP on 1 to 6 Raspberry Pi 3"
        self.assertLess(mean_error(boards, [f"latency, {n} devices" for n in (3, 4, 5, 6)]), 0.08)
        self.assertIn(min(range(2, 7), key=lambda n: rows[boards, f"latency, {n} devices"][1]), (4, 5))
        for name, bound in [("traffic, 1 device", 0.05)] + [
                (f"traffic, {n} devices", 0.05 if n < 5 else 0.12) for n in range(2, 7)]:
            self.assertLess(mean_error(boards, [name]), bound, name)
        # At either bandwidth, with one figure calibrated.
        by_rate = {rate: [f"{rate} Mbit/s, {n} follower{'s' if n > 1 else ''}" for n in (1, 2, 3, 4)] for rate in (100, 1000)}
        for title in ("EdgeLD: BODP as its public code runs it",
                      "EdgeLD: as its public code runs it, the layers between two pooling layers fused"):
            self.assertEqual(rows[title, by_rate[1000][0]][2], "calibrated")
            self.assertLess(mean_error(title, by_rate[100]), 0.1)
            self.assertLess(mean_error(title, by_rate[1000][1:]), 0.1)
        followers = [f"halo, {rate} Mbit/s, {n} followers" for rate in (100, 1000) for n in (2, 3, 4)]
        self.assertLess(mean_error("EdgeLD: BODP as its text has it, on one shared medium", followers), 0.15)
        ocbp = [f"OCBP, {name}" for names in by_rate.values() for name in names]
        self.assertLess(mean_error("EdgeLD: OCBP as its public code runs it", ocbp), 0.10)
        boards = "AOFL: fused layers of VGG-16 on 2 to 8 Raspberry Pi 3 B+"
        for n in range(2, 9):
            self.assertLess(mean_error(boards, [f"EFL-10, {n} devices"]), 0.08)
        # Strips, as 5 and 7 have no other grid, gain little or nothing over 4 and 6 devices.
        gain = lambda n: rows[boards, f"EFL-10, {n - 1} devices"][1] / rows[boards, f"EFL-10, {n} devices"][1] - 1
        self.assertLess(max(gain(5), gain(7)), min(gain(4), gain(6)))
        self.assertLess(mean_error(boards, [f"OFL, {n} devices" for n in range(2, 9)]), 0.22)


COUNT = "/platform/workers/0/count"
EXPERIMENT = {"name": "newcomer", "model": "lenet5", "platform": "nexus5_wlan", "published": "newcomer_2030",
              "sweep": {COUNT: [1, 2]}, "figures": ["speedup"]}
PUBLISHED = """{
  "source": "Somebody",
  "year": 2030,
  "lenet": {"boards": [1, 2], "latency_ms": [40, 20], "speedup": {"2": 1.25}},
  "claims": [
    {"title": "Somebody: LeNet", "experiment": "newcomer", "rows": [
      {"quantity": "latency, 1 board", "unit": "ms", "published": "/lenet/latency_ms/0", "column": "makespan_s",
       "point": {"/platform/workers/0/count": 1}, "split": "calibrated"},
      {"quantity": "latency, 2 boards", "unit": "ms", "published": "/lenet/latency_ms/1", "column": "makespan_s",
       "point": {"/platform/workers/0/count": 2}},
      {"quantity": "speed-up, 2 boards", "unit": "x", "published": "/lenet/speedup/2", "column": "makespan_s",
       "point": {"/platform/workers/0/count": 1}, "form": "ratio", "against": {"point": {"/platform/workers/0/count": 2}}}
    ]}
  ]
}
"""
MARKS = "<!-- modnn validate: begin -->\n", "<!-- modnn validate: end -->\n"


class Newcomer(unittest.TestCase):
    """A data folder of one's own, with one publication."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name).resolve()
        self.data = self.folder / "data"
        (self.data / "experiments" / "published").mkdir(parents=True)
        for shared in ("models", "platforms", "plots"):
            (self.data / shared).symlink_to(ROOT / shared)
        (self.data / "experiments" / "newcomer.json").write_text(json.dumps(EXPERIMENT))
        self.document = self.folder / "page.md"
        self.document.write_text("".join(MARKS))

    def validate(self, published):
        (self.data / "experiments" / "published" / "newcomer_2030.json").write_text(published)
        return subprocess.run([MODNN, "validate", "--output", "results", "--document", self.document], cwd=self.folder,
                              env=dict(os.environ, MODNN_DATA=str(self.data)), capture_output=True, text=True)

    def test_a_publication_is_a_file_and_an_experiment(self):
        ended = self.validate(PUBLISHED)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        with open(self.folder / "results" / "newcomer" / "summary.csv", newline="") as file:
            one, two = (float(row["makespan_s"]) for row in csv.DictReader(file))
        lines = self.document.read_text().splitlines()
        self.assertIn("`modnn run experiments/newcomer.json`. Published: Somebody.", lines)
        table = [line for line in lines if line.startswith("| ") and "quantity" not in line and "---" not in line]
        figures = (("latency, 1 board", "ms", 40, 1000 * one, "calibrated"),
                   ("latency, 2 boards", "ms", 20, 1000 * two, "predicted"),
                   ("speed-up, 2 boards", "x", 1.25, one / two, "predicted"))
        self.assertEqual(table, [f"| {name} | {unit} | {published:.2f} | {simulated:.2f} | "
                                 f"{100 * (simulated / published - 1):+.1f} % | {split} |"
                                 for name, unit, published, simulated, split in figures])

    def test_what_is_wrong_with_it_is_said_with_its_place(self):
        name = "experiments/published/newcomer_2030.json"
        for part, other, line, problem in (
                ('"column"', '"colum"', 7, "/claims/0/rows/0: missing key \"column\""),
                ("/lenet/speedup/2", "/lenet/speedup/3", 11, "/claims/0/rows/2/published: there is no /lenet/speedup/3"),
                ('"newcomer"', '"new"', 6, "/claims/0/experiment: there is no experiment \"new\""),
                ('{"/platform/workers/0/count": 2}},', '{"/platform/workers/0/count": 3}},', 9,
                 "/claims/0/rows/1: the experiment newcomer has no point")):
            self.assertIn(part, PUBLISHED)
            ended = self.validate(PUBLISHED.replace(part, other, 1))
            self.assertEqual(ended.returncode, 2, ended.stderr)
            self.assertIn(f"{name}:{line}: {problem}", ended.stderr)
        ended = self.validate('{"source": "Somebody", "claims": []}')
        self.assertEqual(ended.returncode, 2)
        self.assertIn("experiments/published: no file there has claims", ended.stderr)
        ended = self.validate(PUBLISHED[:-3])
        self.assertEqual(ended.returncode, 2)
        self.assertIn("newcomer_2030.json:", ended.stderr)
        self.assertEqual(self.document.read_text(), "".join(MARKS))


if __name__ == "__main__":
    unittest.main()
