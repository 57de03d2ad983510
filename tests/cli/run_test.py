"""What `modnn run` prints, counts and refuses, beside the results."""

import csv
import json
import os
import pathlib
import pty
import re
import subprocess
import sys
import tempfile
import unittest

MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
EXPERIMENT = {"name": "small", "model": "lenet5", "platform": "nexus5_wlan",
              "sweep": {"/platform/workers/0/count": [1, 2]},
              "zip": [{"/seed": 1, "/delivery": {"via": "peer"}}, {"/seed": 5, "/delivery": {"via": "group_owner"}}],
              "replications": 2}


class Run(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.write(EXPERIMENT)

    def write(self, experiment):
        (self.folder / "small.json").write_text(json.dumps(experiment))

    def modnn(self, *arguments):
        return subprocess.run([MODNN, "run", "small.json", *arguments], cwd=self.folder, capture_output=True,
                              text=True)

    def rows(self):
        with open(self.folder / "results" / "small" / "summary.csv", newline="") as file:
            return list(csv.DictReader(file))

    def test_sweep_zip_and_replications(self):
        self.assertEqual(self.modnn().returncode, 0)
        rows = self.rows()
        self.assertEqual([(row["workers"], row["delivery_via"], row["replication"]) for row in rows],
                         [(workers, via, replication) for workers in "12" for via in ("peer", "group_owner")
                          for replication in "01"])
        seeds = [int(row["seed"]) for row in rows]
        self.assertEqual(seeds[0::2], [1, 5, 1, 5])  # the first replication has the experiment's seed
        self.assertEqual(len({*seeds}), 4)  # others are derived from it, alike at every other value
        self.assertEqual(seeds[:4], seeds[4:])
        # More replications later compute the new ones only.
        self.write(dict(EXPERIMENT, replications=3))
        self.assertIn("4 computed, 8 reused, 0 failed", self.modnn().stdout)

    def test_dry_run_counts_and_computes_nothing(self):
        ended = self.modnn("--dry-run")
        self.assertRegex(ended.stdout, r"^small: 8 points, 0 there already, 8 to compute, "
                                       r"about \d\d:\d\d:\d\d with \d+ jobs\n$")
        self.assertFalse((self.folder / "results").exists())
        self.modnn("--shard", "1/2")
        self.assertRegex(self.modnn("--dry-run").stdout, r"^small: 8 points, 4 there already, 4 to compute, about")
        self.modnn()
        self.assertEqual(self.modnn("--dry-run").stdout, "small: 8 points, 8 there already, 0 to compute\n")

    def test_echo_and_lines_in_a_log(self):
        lines = self.modnn("--jobs", "1").stderr.splitlines()
        self.assertEqual(lines[:6], ["small: 8 points",
                                     "  /platform/workers/0/count = 1, 2",
                                     "  /seed = 1, 5  (zip)",
                                     '  /delivery = {"via":"peer"}, {"via":"group_owner"}  (zip)',
                                     "  2 replications",
                                     lines[5]])
        self.assertRegex(lines[5], r"^\[1/8\] /platform/workers/0/count=1 /seed=1 .* replication=0: [0-9.]+ s simulated$")
        self.assertEqual(len([line for line in lines if line.startswith("[")]), 8)
        notes = lines[13:]
        self.assertEqual(len(notes), 2)
        self.assertRegex(notes[0], r"^modnn: note: .*: /delivery/via: without effect here \(2 points\)$")
        self.assertRegex(notes[1], r"^modnn: note: .*: /seed: without effect in timing mode .* \(6 points\)$")
        self.assertEqual(self.modnn("--quiet", "--force").stderr.splitlines(), notes)

    def on_a_terminal(self, **environment):
        """All that a run writes to a terminal as its stderr."""
        controller, terminal = pty.openpty()
        process = subprocess.Popen([MODNN, "run", "small.json", "--force", "--point-timeout", "1e-9"],
                                   cwd=self.folder, stdout=subprocess.DEVNULL, stderr=terminal,
                                   env=dict(os.environ, **environment))
        os.close(terminal)
        text = b""
        try:
            while block := os.read(controller, 65536):
                text += block
        except OSError:
            pass
        process.wait()
        os.close(controller)
        return text.decode()

    def test_bar_on_a_terminal(self):
        environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        os.environ.clear()
        os.environ.update(environment)
        text = self.on_a_terminal()
        self.assertRegex(text, r"\[=+\] 8/8 points, [0-9.]+ per second, 00:00:00 left, \x1b\[31m8 failed\x1b\[0m")
        self.assertNotIn("[1/8]", text)
        reason = r"took longer than 1e-09 s \(--point-timeout\)"
        # Every failure above the bar, and all of them in the end, below where the bar was.
        self.assertEqual(len(re.findall(r"\r\x1b\[Kfailed: /platform\S+ .*: " + reason, text)), 8)
        self.assertRegex(text, r"\r\x1b\[Kmodnn: failed: .*: " + reason + r" \(8 points\)\r\n$")
        text = self.on_a_terminal(NO_COLOR="1")
        self.assertIn("8/8 points", text)
        self.assertNotIn("\x1b[31m", text)

    def test_json_lines_are_the_rows(self):
        self.write(dict(EXPERIMENT, figures=["speedup"]))
        self.modnn("--shard", "1/2", "--json-lines")
        ended = self.modnn("--json-lines", "--quiet")
        rows = [json.loads(line) for line in ended.stdout.splitlines()]
        self.assertEqual(len({row["point_id"] for row in rows}), 8)
        self.assertEqual({row["status"] for row in rows}, {"ok"})
        self.assertEqual(len(rows), 8)

    def test_a_point_that_takes_too_long_fails(self):
        ended = self.modnn("--point-timeout", "1e-9")
        self.assertEqual(ended.returncode, 1)
        rows = self.rows()
        self.assertEqual({row["error"] for row in rows}, {"took longer than 1e-09 s (--point-timeout)"})
        self.assertEqual({row["status"] for row in rows}, {"failed"})
        self.assertEqual(rows[0]["workers"], "1")
        reason = r"^modnn: failed: .*: took longer than 1e-09 s \(--point-timeout\) \(8 points\)\n$"
        again = self.modnn()
        self.assertIn("0 computed, 8 reused, 8 failed", again.stdout)
        self.assertRegex(again.stderr.splitlines(True)[-1], reason)
        self.assertRegex(self.modnn("--quiet").stderr, reason)
        self.assertIn("8 computed, 0 reused, 0 failed", self.modnn("--retry-failed").stdout)

    def test_memory_that_runs_out_fails_the_point(self):
        self.write(dict(EXPERIMENT, model="vgg16", mode="numeric", sweep={}, zip=[{"/seed": 1}], replications=1))
        limited = subprocess.run(["bash", "-c", f'ulimit -v 400000; exec "$0" run small.json', MODNN], cwd=self.folder,
                                 capture_output=True, text=True)
        self.assertEqual(limited.returncode, 1, limited.stderr)
        self.assertEqual(self.rows()[0]["error"], "out of memory")

    def test_values_that_do_not_fit_together_fail_their_point(self):
        # Either value is fine with the first of the other axis; the pair (9 filters of 9 rows on 8 rows) is not.
        layers = [{"kind": "conv", "name": "c", "kernel": 1, "outputs": 2}]
        self.write({"name": "small", "platform": "nexus5_wlan",
                    "model": {"name": "m", "input": {"channels": 1, "height": 9, "width": 9}, "layers": layers},
                    "sweep": {"/model/layers/0/kernel": [1, 9], "/model/input/height": [9, 8]}})
        ended = self.modnn()
        self.assertEqual(ended.returncode, 2)  # as check ends
        self.assertEqual([row["status"] for row in self.rows()], ["ok", "ok", "ok", "failed"])
        self.assertIn("does not fit", self.rows()[3]["error"])

    def test_one_writer_per_folder(self):
        self.write(dict(EXPERIMENT, replications=100000))
        with subprocess.Popen([MODNN, "run", "small.json", "--quiet"], cwd=self.folder, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as first:
            try:
                while not (self.folder / "results" / "small" / "points.jsonl").exists():
                    self.assertIsNone(first.poll())
                second = self.modnn()
                self.assertEqual(second.returncode, 3)
                self.assertRegex(second.stderr, rf"results/small: process {first.pid} on \S+ is writing this result "
                                                "set: wait for it, or choose another --output")
            finally:
                first.kill()

    def test_shard_has_two_numbers(self):
        ended = self.modnn("--shard", "0/2")
        self.assertEqual((ended.returncode, ended.stderr),
                         (2, "--shard 0/2: expected i/n with 1 <= i <= n, e.g. 1/4\n"))


if __name__ == "__main__":
    unittest.main()
