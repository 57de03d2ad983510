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
import time
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

    def start(self, output):
        return subprocess.Popen([MODNN, "run", self.file, "--quiet", "--jobs", "2", "--output", self.folder / output],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)

    def finish(self, output):
        process = self.start(output)
        out, errors = process.communicate(timeout=600)
        self.assertEqual(process.returncode, 0, errors)
        return out

    def ids(self, output):
        lines = (self.folder / output / "killed" / "points.jsonl").read_bytes().split(b"\n")
        return [json.loads(line)["point_id"] for line in lines[:-1]]

    def summary(self, output):
        return (self.folder / output / "killed" / "summary.csv").read_bytes()

    def undisturbed(self):
        self.file.write_text(json.dumps(experiment(POINTS)))
        begin = time.monotonic()
        self.finish("undisturbed")
        return time.monotonic() - begin

    def test_kill(self):
        seconds = self.undisturbed()
        moments = random.Random(1)
        for _ in range(KILLS):
            process = self.start("killed")
            # Most kills hit the computing, some the start, and some the writing of the CSV files.
            time.sleep(moments.uniform(0, 2.5 * seconds / KILLS))
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
                process = self.start(output)
                rows = self.folder / output / "killed" / "points.jsonl"
                while not rows.exists() or rows.read_bytes().count(b"\n") < POINTS / 20:
                    self.assertIsNone(process.poll())
                os.killpg(process.pid, number)  # as a terminal does: the children hear it too
                out, errors = process.communicate(timeout=60)
                self.assertEqual(process.returncode, 1)
                self.assertRegex(errors, r"modnn: interrupted, \d+ points left: the same command goes on\n")
                computed = len(self.ids(output))
                self.assertIn(f"{computed} computed", out)
                self.assertLess(computed, POINTS)
                self.assertEqual(len(self.summary(output).splitlines()), computed + 1)
                self.assertIn(f"{POINTS - computed} computed, {computed} reused, 0 failed", self.finish(output))
                self.assertEqual(self.summary(output), self.summary("undisturbed"))


if __name__ == "__main__":
    unittest.main()
