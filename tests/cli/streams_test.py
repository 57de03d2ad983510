"""Standard streams that are closed, full or a pipe that nobody reads: no crash, nothing lost, nothing written elsewhere."""

import itertools
import json
import os
import signal
import subprocess
import unittest

from hostile import LAST_RESORT_S, MODNN, Hostile
from thorough import share

ONE = "/platform/workers/0/count=1"
CLOSED, FULL, UNREAD = "closed", "full", "unread"
# Commands that say something, and how they end where everything can be said.
COMMANDS = {"run": (["run", "e.json", "--output", "new"], 0),
            "run --json-lines": (["run", "e.json", "--output", "new", "--json-lines"], 0),
            "run what is there": (["run", "e.json", "--output", "out"], 0),
            "run --dry-run": (["run", "e.json", "--output", "new", "--dry-run"], 0), "check": (["check", "e.json"], 0),
            "check what is wrong": (["check", "wrong.json"], 2), "plan": (["plan", "e.json", "--set", ONE], 0),
            "plan --json": (["plan", "e.json", "--json", "--set", ONE], 0), "show models": (["show", "models"], 0),
            "merge": (["merge", "one", "two", "--output", "new"], 0),
            "submit": (["submit", "e.json", "--engine", "slurm", "--shards", "2", "--dry-run", "--output", "new"], 0),
            "--help": (["--help"], 0), "no command": (["rnu"], 2)}
SILENT = {"check what is wrong", "no command"}
FILES = ("summary.csv", "layers.csv", "devices.csv", "experiment.resolved.json")


class Streams(Hostile):
    def setUp(self):
        super().setUp()
        self.result_set()
        self.write("wrong.json", seed="x")
        for number, folder in ((1, "one"), (2, "two")):
            self.modnn("run", "e.json", "--output", folder, "--quiet", "--shard", f"{number}/2")
        self.rows = self.contents("out")

    def contents(self, output):
        return {name: (self.folder / output / "tiny" / name).read_bytes() for name in FILES}

    def call(self, arguments, broken):
        """How the program ends with these streams broken, `{0: CLOSED, 1: FULL}`; what others say is thrown away."""
        def break_streams():
            for number, how in broken.items():
                if how == CLOSED:
                    os.close(number)
                elif how == FULL:
                    os.dup2(os.open("/dev/full", os.O_WRONLY), number)
                else:
                    end, write_end = os.pipe()
                    os.close(end)
                    os.dup2(write_end, number)
                    os.close(write_end)

        ended = subprocess.run([MODNN, *arguments], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=break_streams,
                               timeout=LAST_RESORT_S)
        return ended

    def results(self, output):
        """Whatever became of the streams, the set is whole, and no text of the streams is in it."""
        self.assertEqual(self.contents(output), self.rows)
        folder = self.folder / output / "tiny"
        for line in (folder / "points.jsonl").read_text().splitlines():
            self.assertEqual(json.loads(line)["status"], "ok")
        known = {*FILES, "index.json", "points.jsonl", ".lock"}
        self.assertEqual({path.name for path in folder.iterdir()} - known, set())
        self.assertLess((folder / ".lock").stat().st_size, 500)

    def remove_new(self):
        subprocess.run(["rm", "-rf", self.folder / "new"], check=True)

    def test_every_combination_of_closed_streams(self):
        combinations = itertools.chain.from_iterable(itertools.combinations(range(3), count) for count in range(4))
        for number, closed in enumerate(combinations):
            for name, (arguments, code) in share(COMMANDS.items(), number):
                with self.subTest(name, closed=closed):
                    self.remove_new()
                    ended = self.call(arguments, dict.fromkeys(closed, CLOSED))
                    says = 1 in closed and name not in SILENT
                    self.assertEqual(ended.returncode, 3 if says else code, ended.stderr)
                    if says and 2 not in closed:
                        self.assertIn(b"modnn: standard output: ", ended.stderr)
                    if name.startswith(("run", "merge")) and (self.folder / "new").exists():
                        self.results("new")

    def test_streams_that_are_full_or_closed(self):
        for number, broken in enumerate(({1: FULL}, {2: FULL}, {1: FULL, 2: FULL}, {1: CLOSED, 2: FULL}, {0: CLOSED, 1: FULL, 2: CLOSED})):
            for name, (arguments, code) in share(COMMANDS.items(), number):
                with self.subTest(name, broken=broken):
                    self.remove_new()
                    ended = self.call(arguments, broken)
                    says = 1 in broken and name not in SILENT
                    self.assertEqual(ended.returncode, 3 if says else code, ended.stderr)
                    if says and 2 not in broken:
                        self.assertIn(b"modnn: standard output: ", ended.stderr)
                    if name.startswith(("run", "merge")) and (self.folder / "new").exists():
                        self.results("new")

    def test_pipes_that_nobody_reads(self):
        """Standard output ends the program as it ends other tools; standard error changes nothing."""
        for number, broken in enumerate(({1: UNREAD}, {2: UNREAD}, {1: UNREAD, 2: UNREAD}, {0: CLOSED, 1: UNREAD, 2: FULL},
                                         {1: FULL, 2: UNREAD})):
            for name, (arguments, code) in share(COMMANDS.items(), number):
                with self.subTest(name, broken=broken):
                    self.remove_new()
                    ended = self.call(arguments, broken)
                    how = broken.get(1) if name not in SILENT else None
                    expected = {UNREAD: -signal.SIGPIPE, FULL: 3, None: code}[how]
                    self.assertEqual(ended.returncode, expected, ended.stderr)
                    if name.startswith(("run", "merge")) and "--dry-run" not in arguments and code == 0:
                        # What was computed until then is not lost, and the same command writes the rest.
                        self.assertEqual(self.call(arguments, {}).returncode, 0)
                        self.results(arguments[arguments.index("--output") + 1])

    def test_figures(self):
        self.write(figures=["speedup"])
        self.modnn("run", "e.json", "--output", "drawn", "--quiet")
        figures = self.folder / "drawn" / "tiny" / "figures"
        before = {path.name: path.read_bytes() for path in figures.iterdir()}
        self.assertEqual(len(before), 3)
        for broken, code in share((({0: CLOSED}, 0), ({1: CLOSED}, 3), ({2: CLOSED}, 0), ({0: CLOSED, 1: CLOSED, 2: CLOSED}, 3),
                             ({1: FULL, 2: FULL}, 3), ({2: UNREAD}, 0), ({1: UNREAD}, -signal.SIGPIPE)), of=2):
            with self.subTest(broken=broken):
                for path in figures.iterdir():
                    path.unlink()
                ended = self.call(["plot", "drawn/tiny"], broken)
                self.assertEqual(ended.returncode, code, ended.stderr)
                self.assertNotIn(b"Traceback", ended.stderr)
                self.assertEqual({path.name: path.read_bytes() for path in figures.iterdir()}, before)


if __name__ == "__main__":
    unittest.main()
