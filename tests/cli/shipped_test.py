"""The shipped experiments, end to end: plans verified, points computed, files written, a second run computes nothing."""

import concurrent.futures
import csv
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parent.parent.parent
MODNN = pathlib.Path(sys.argv.pop(1)).resolve()


def modnn(*arguments, timeout=300):
    return subprocess.run([MODNN, *arguments], capture_output=True, text=True, timeout=timeout)


class Shipped(unittest.TestCase):
    def run_experiment(self, name, folder, *options):
        ended = modnn("run", ROOT / "experiments" / f"{name}.json", "--output", folder, "--quiet", *options)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        with open(pathlib.Path(folder) / name / "summary.csv", newline="") as file:
            return ended.stdout, list(csv.DictReader(file))

    def test_every_plan_is_right(self):
        files = sorted((ROOT / "experiments").glob("*.json"))
        self.assertTrue(files)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as checks:
            for ended in checks.map(lambda file: modnn("check", file, timeout=900), files):
                self.assertEqual(ended.returncode, 0, ended.stderr)
                self.assertEqual(ended.stdout.count("every plan verified"), 1)

    def test_paper_speedup(self):
        with tempfile.TemporaryDirectory() as folder:
            out, rows = self.run_experiment("paper_speedup", folder)
            self.assertIn("8 computed, 0 reused, 0 failed", out)
            self.assertEqual([row["workers"] for row in rows], ["1", "1", "2", "2", "3", "3", "4", "4"])
            for row in rows:
                parts = sum(float(row[part]) for part in
                            ("compute_s", "page_in_s", "wakeup_s", "transmission_s", "idle_s"))
                self.assertAlmostEqual(parts / float(row["makespan_s"]), 1, delta=1e-9)
            for figure in ("speedup.pdf", "speedup.png", "breakdown.pdf", "breakdown.png"):
                self.assertTrue((pathlib.Path(folder) / "paper_speedup" / "figures" / figure).is_file())
            again, _ = self.run_experiment("paper_speedup", folder)
            self.assertIn("0 computed, 8 reused, 0 failed", again)

    def test_numeric_check(self):
        with tempfile.TemporaryDirectory() as folder:
            _, rows = self.run_experiment("numeric_check", folder)
            self.assertEqual(len(rows), 4)
            for row in rows:
                self.assertEqual(row["workers"], "4")
                self.assertLessEqual(float(row["max_relative_error"]), 1e-5)
                self.assertGreater(float(row["max_relative_error"]), 0)  # different blocking rounds differently

    def test_numeric_zoo_of_small_networks(self):
        with tempfile.TemporaryDirectory() as folder:
            for model in ("lenet5", "lenet300", "mobilenet_v1"):
                _, rows = self.run_experiment("numeric_zoo", folder, "--set", f"/model={model}")
                self.assertEqual({row["status"] for row in rows}, {"ok"})
                self.assertEqual(len(rows), 24)


if __name__ == "__main__":
    unittest.main()
