"""A sweep that is killed at random moments and run again ends with the bytes of an undisturbed one.

  kill_test.py MODNN [POINTS KILLS]

The complete test is of 2000 points and 20 kills; ctest runs a smaller one.
"""

import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import unittest

MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
POINTS, KILLS = (int(sys.argv.pop(1)), int(sys.argv.pop(1))) if len(sys.argv) > 2 else (300, 6)


def experiment(points):
    return {"name": "killed", "model": "vgg16", "platform": "nexus5_wlan",
            "sweep": {"/platform/workers/0/rate_bps": [1e7 + 1e3 * i for i in range(points)]}}


class Interrupted(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.file = self.folder / "killed.json"

    def start(self, output, *options):
        return subprocess.Popen([MODNN, "run", self.file, "--quiet", "--jobs", "2", "--output", self.folder / output,
                                 *options],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)

    def finish(self, output):
        process = self.start(output)
        out, errors = process.communicate()
        self.assertEqual(process.returncode, 0, errors)
        return out

    def ids(self, output):
        lines = (self.folder / output / "killed" / "points.jsonl").read_bytes().split(b"\n")
        return [json.loads(line)["point_id"] for line in lines[:-1]]

    def summary(self, output):
        return (self.folder / output / "killed" / "summary.csv").read_bytes()

    def undisturbed(self):
        self.file.write_text(json.dumps(experiment(POINTS)))
        self.finish("undisturbed")

    def moments(self):
        """What to wait for before a kill: most hit the computing, some the start and the writing of the CSV files."""
        folder = self.folder / "killed" / "killed"
        rows = folder / "points.jsonl"
        choices = random.Random(1)
        counts = sorted(choices.uniform(0, POINTS) for _ in range(KILLS))
        for number, least in enumerate(counts):
            if number % 6 == 4:
                yield lambda: any(folder.glob("*.csv*"))
            elif number % 6 == 5:
                yield folder.exists
            else:
                yield lambda least=least: rows.exists() and rows.read_bytes().count(b"\n") >= least

    def test_kill(self):
        self.undisturbed()
        for due in self.moments():
            process = self.start("killed")
            while process.poll() is None and not due():
                pass
            process.kill()
            process.communicate()
        self.finish("killed")
        self.assertEqual(self.summary("killed"), self.summary("undisturbed"))
        ids = self.ids("killed")
        self.assertEqual(len(set(ids)), POINTS)
        self.assertEqual(len(ids), POINTS)  # a row that was written is not computed again
        leftovers = [path.name for path in (self.folder / "killed" / "killed").glob("*.tmp")]
        self.assertEqual(leftovers, [])

    def test_interrupt(self):
        self.undisturbed()
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number.name):
                output = f"stopped_{number.name}"
                # The run cannot end before it is interrupted: nobody reads what it prints.
                process = self.start(output, "--json-lines")
                rows = [process.stdout.readline() for _ in range(POINTS // 20)]
                os.killpg(process.pid, number)  # as a terminal does: the children hear it too
                rest, errors = process.stdout.readlines(), process.stderr.read()
                process.communicate()
                self.assertEqual(process.returncode, 1)
                self.assertRegex(errors, r"modnn: interrupted, \d+ points left: the same command goes on\n")
                computed = len(self.ids(output))
                self.assertEqual(len(rows) + len(rest), computed)
                self.assertLess(computed, POINTS)
                self.assertEqual(len(self.summary(output).splitlines()), computed + 1)
                self.assertIn(f"{POINTS - computed} computed, {computed} reused, 0 failed", self.finish(output))
                self.assertEqual(self.summary(output), self.summary("undisturbed"))


if __name__ == "__main__":
    unittest.main()
