"""Result sets in which something else stands in the place of a file or folder."""

import os
import shutil
import unittest

from hostile import Hostile, put_socket

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
NAMES = (".lock", "points.jsonl", "index.json", "summary.csv", "layers.csv", "devices.csv", "experiment.resolved.json", "traces",
         "figures", "summary.csv.12.tmp", "traces/TRACE")


class OddSets(Hostile):
    def odd_sets(self, things=THINGS):
        """A result set with one odd thing in it, one after the other."""
        whole = self.root / "whole"
        folder = self.result_set("--trace")
        shutil.copytree(folder, whole)
        trace = next((whole / "traces").iterdir()).name
        for name in NAMES:
            for thing in things:
                shutil.rmtree(self.folder / "out")
                shutil.copytree(whole, folder)
                path = folder / name.replace("TRACE", trace)
                if path.is_dir():
                    shutil.rmtree(path)
                path.unlink(missing_ok=True)
                THINGS[thing](path, self.beside)
                yield folder, name, thing

    def test_merge_reads_no_such_thing(self):
        things = ("a link to a file", "a link to a pipe", "another name of a file", "a pipe", "a socket", "a folder", "a file")
        for folder, name, thing in self.odd_sets(things):
            with self.subTest(name=name, thing=thing):
                ended = self.modnn("merge", folder, "--output", "merged")
                if ended.returncode == 0:
                    merged = self.folder / "merged" / "tiny"
                    self.assertEqual(len((merged / "summary.csv").read_text().splitlines()), 3)
                else:
                    self.assertTrue(ended.err)
                shutil.rmtree(self.folder / "merged", ignore_errors=True)


if __name__ == "__main__":
    unittest.main()
