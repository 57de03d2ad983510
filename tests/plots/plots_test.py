"""The figures' data against hand-made tables, and what the scripts do with a folder."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

PLOTS = pathlib.Path(__file__).parent.parent.parent / "plots"
sys.path.insert(0, str(PLOTS))

import breakdown
import speedup
import style

HEADER = ("model,platform,workers,conv_partition,delivery_mode,delivery_via,transfers,wakeup,status,compute_s,"
          "page_in_s,wakeup_s,transmission_s,alone_s,speedup_compute,speedup_total\n")


def row(workers, scheme, compute, total, status="ok"):
    return f"vgg16,p,{workers},{scheme},halo,peer,serial,none,{status},4,1,2,3,16,{compute},{total}\n"


TABLE = HEADER + row(2, "bodp", 2.5, 2.25) + row(1, "bodp", 1, 0.9) + row(2, "grid_2d", 2.4, 1.5) + row(
    1, "grid_2d", 1, 0.8) + row(4, "bodp", 9, 9, "failed")


class Plots(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, text):
        (self.folder / "summary.csv").write_text(text)

    def run_script(self, name):
        return subprocess.run([sys.executable, PLOTS / f"{name}.py", self.folder], capture_output=True, text=True)

    def test_series_are_sorted_and_leave_failures_out(self):
        self.write(TABLE)
        lines = speedup.lines(style.load(self.folder), "speedup_total")
        self.assertEqual(lines, {"BODP": ([1, 2], [0.9, 2.25]), "2-D grid": ([1, 2], [0.8, 1.5])})

    def test_bars_come_by_workers_then_series(self):
        self.write(TABLE)
        bars = breakdown.bars(style.load(self.folder))
        self.assertEqual([bar[:2] for bar in bars], [(1, "BODP"), (1, "2-D grid"), (2, "BODP"), (2, "2-D grid")])
        self.assertEqual(bars[0][2], {"compute_s": 4, "page_in_s": 1, "wakeup_s": 2, "transmission_s": 3})

    def test_published_points_are_read_from_their_file(self):
        self.assertEqual(speedup.published("dnn_computation_speedup"), {2: 2.17, 4: 4.28})
        self.assertEqual(speedup.published("vgg16_total_speedup"), {2: 1.53, 3: 1.67, 4: 2.03})

    def test_scripts_write_the_same_bytes_twice(self):
        self.write(TABLE)
        for name in ("speedup", "breakdown"):
            files = [self.folder / "figures" / f"{name}.{kind}" for kind in ("pdf", "png")]
            first = []
            for turn in range(2):
                ended = self.run_script(name)
                self.assertEqual(ended.returncode, 0, ended.stderr)
                self.assertTrue(all(file.stat().st_size > 5000 for file in files))
                if turn == 0:
                    first = [file.read_bytes() for file in files]
            self.assertEqual([file.read_bytes() for file in files], first)

    def test_one_number_of_workers_is_no_curve(self):
        self.write(HEADER + row(2, "bodp", 2, 2))
        ended = self.run_script("speedup")
        self.assertEqual(ended.returncode, 0)
        self.assertIn("nothing drawn", ended.stdout)
        self.assertFalse((self.folder / "figures").exists())

    def test_a_folder_without_results_is_an_error(self):
        self.assertIn("there is no such file", self.run_script("speedup").stderr)
        self.write(HEADER + row(4, "bodp", 9, 9, "failed"))
        ended = self.run_script("breakdown")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("no point succeeded", ended.stderr)


if __name__ == "__main__":
    unittest.main()
