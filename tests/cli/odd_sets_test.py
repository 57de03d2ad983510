"""Result sets in which something else stands in the place of a file or folder."""

import json
import os
import resource
import shutil
import unittest

from hostile import Hostile, put_socket
from thorough import share

THINGS = {
    "a link to a file": lambda path, beside: path.symlink_to(beside / "kept.txt"),
    "a relative link": lambda path, beside: path.symlink_to(os.path.relpath(beside / "kept.txt", path.parent)),
    "a link to a folder": lambda path, beside: path.symlink_to(beside / "folder"),
    "a link to nothing": lambda path, beside: path.symlink_to(beside / "absent"),
    "a link to itself": lambda path, beside: path.symlink_to(path.name),
    "a link to a device": lambda path, beside: path.symlink_to("/dev/zero"),
    "a link to a pipe": lambda path, beside: path.symlink_to(beside / "pipe"),
    "another name of a file": lambda path, beside: os.link(beside / "kept.txt", path),
    "a pipe": lambda path, beside: os.mkfifo(path),
    "a socket": lambda path, beside: put_socket(path),
    "a folder": lambda path, beside: path.mkdir(),
    "a file": lambda path, beside: path.write_bytes(b"\0\n[]\n"),
}
LINKS = tuple(thing for thing in THINGS if "link" in thing)
NO_FILES = ("a pipe", "a socket", "a folder")
NAMES = (".lock", "points.jsonl", "index.json", "summary.csv", "layers.csv", "devices.csv", "experiment.resolved.json", "traces",
         "figures", "summary.csv.12.tmp", "traces/TRACE")
HOLE = 1 << 43  # of bytes, which cost a stranger nothing and take hours to be read


def limit():
    """Enough for what is there; a last resort against what is not."""
    resource.setrlimit(resource.RLIMIT_CPU, (600, 600))


def some(*things):
    return {thing: THINGS[thing] for thing in things}


class OddSets(Hostile):
    def odd_sets(self, things=THINGS, names=NAMES, **changes):
        """A result set with one odd thing in it, one after the other."""
        whole = self.root / "whole"
        folder = self.result_set("--trace", **changes)
        shutil.copytree(folder, whole)
        trace = json.loads((whole / "index.json").read_text())["points"][0] + ".json"  # which figures show
        for number, name in enumerate(names):
            for thing, put in share(things.items(), number, of=min(3, len(things))):
                shutil.rmtree(self.folder / "out")
                shutil.copytree(whole, folder)
                path = folder / name.replace("TRACE", trace)
                if path.is_dir():
                    shutil.rmtree(path)
                path.unlink(missing_ok=True)
                put(path, self.beside)
                yield folder, name, thing

    def hold_to_rows(self, folder):
        """Both points are there, in files of modnn's own."""
        for name in ("summary.csv", "layers.csv", "devices.csv", "index.json", "experiment.resolved.json"):
            self.assertFalse((folder / name).is_symlink())
        self.assertEqual(len((folder / "summary.csv").read_text().splitlines()), 3)

    def test_merge_reads_no_such_thing(self):
        things = ("a link to a file", "a link to a pipe", "another name of a file", *NO_FILES, "a file")
        for folder, name, thing in self.odd_sets(some(*things)):
            with self.subTest(name=name, thing=thing):
                ended = self.modnn("merge", folder, "--output", "merged")
                if ended.returncode == 0:
                    self.hold_to_rows(self.folder / "merged" / "tiny")
                else:
                    self.assertTrue(ended.err)
                shutil.rmtree(self.folder / "merged", ignore_errors=True)

    def test_run_writes_to_no_such_thing(self):
        for folder, name, thing in self.odd_sets():
            with self.subTest(name=name, thing=thing):
                ended = self.modnn("run", "e.json", "--output", "out", "--quiet", "--trace")
                if thing in LINKS or thing in ("a pipe", "a socket") and name in NAMES[:7]:
                    self.assertEqual(ended.returncode, 3, ended.err)
                if thing == "another name of a file":  # what is written in place would reach the other one
                    self.assertEqual(ended.returncode, 3 if name in (".lock", "points.jsonl", "traces") else 0, ended.err)
                if ended.returncode == 0:
                    self.hold_to_rows(folder)
                else:
                    self.assertRegex(ended.err, r"^(modnn: )?out/tiny")
                self.assertEqual(ended.err.count("\n"), 1 if ended.err else 0, ended.err)

    def test_plot_follows_no_link(self):
        for folder, name, thing in self.odd_sets(some(*LINKS[:5]), figures=["gantt"]):
            with self.subTest(name=name, thing=thing):
                if name == "figures":
                    (folder / "figures").unlink()
                    THINGS[thing](folder / "figures", self.beside)
                ended = self.modnn("plot", folder)
                self.assertEqual(ended.returncode, 3, ended.err)
                self.assertIn("is a symbolic link", ended.err)
                self.assertEqual(ended.err.count("\n"), 1, ended.err)

    def test_plot_waits_for_no_pipe(self):
        names = ("summary.csv", "index.json", "experiment.resolved.json")
        for folder, name, thing in self.odd_sets(some("a pipe", "a socket"), names, figures=["speedup", "gantt"]):
            with self.subTest(name=name, thing=thing):
                shutil.rmtree(folder / "figures", ignore_errors=True)
                ended = self.modnn("plot", folder)
                self.assertIn(ended.returncode, (1, 3), ended.err)
                self.assertEqual(ended.err.count("\n"), 1, ended.err)

    def sets_with_holes(self, names, **changes):
        """A file of the set that goes on with a hole, or is nothing else."""
        def end_in_a_hole(path, _):
            shutil.copy(self.root / "whole" / path.relative_to(self.folder / "out" / "tiny"), path)
            os.truncate(path, HOLE)

        def be_a_hole(path, _):
            path.touch()
            os.truncate(path, HOLE)

        yield from self.odd_sets({"an end": end_in_a_hole, "a hole": be_a_hole}, names, **changes)

    def test_run_and_merge_read_no_holes(self):
        for folder, name, thing in self.sets_with_holes((*NAMES[:7], "traces/TRACE")):
            with self.subTest(name=name, thing=thing):
                merged = self.modnn("merge", folder, "--output", "merged", preexec_fn=limit)
                refused = name in ("experiment.resolved.json", "traces/TRACE") or (name, thing) == ("index.json", "a hole")
                if refused:  # zeros after an index are its end
                    self.assertEqual(merged.returncode, 2, merged.err)
                    self.assertRegex(merged.err, r"^[\w./]+/out/tiny/[\w./]+(:\d+)?: [^\n]+\n$")
                else:
                    lacks = name == "points.jsonl" and thing == "a hole"
                    self.assertEqual(merged.returncode, 1 if lacks else 0, merged.err)
                    summary = self.folder / "merged" / "tiny" / "summary.csv"
                    self.assertEqual(len(summary.read_text().splitlines()), 1 if lacks else 3)
                ended = self.modnn("run", "e.json", "--output", "out", "--quiet", preexec_fn=limit)
                self.assertEqual(ended.returncode, 0, ended.err)
                self.hold_to_rows(folder)
                shutil.rmtree(self.folder / "merged", ignore_errors=True)

    def test_figures_read_no_holes(self):
        for folder, name, thing in self.sets_with_holes(("summary.csv", "traces/TRACE"), figures=["speedup", "gantt"]):
            with self.subTest(name=name, thing=thing):
                ended = self.modnn("plot", folder, preexec_fn=limit)
                self.assertEqual(ended.returncode, 1, ended.err)
                self.assertRegex(ended.err, r"^plots/\w+\.py: [\w./]+/out/tiny/[\w./]+: has holes: not a file that modnn has written\n$")


if __name__ == "__main__":
    unittest.main()
