"""What makes a point another one, what does not, what cannot vary, and whose rows are reused in silence."""

import copy
import json
import shutil
import unittest

from hostile import TINY, Hostile, write_npy, write_weights
from thorough import share

SCHEMES = ["local", "output_split", "input_split"]
# Words that have a meaning elsewhere in an experiment, in a row or in a CSV file.
LAYER_NAMES = ["source", "$comment", "$schema", "name", "notes", "figures", "sweep", "zip", "replications", "point_id", "0", "seed"]
# Pointers that are no value of a point, or a comment on one.
NO_VALUES = ["/replications", "/replications/0", "/figures", "/figures/0", "/figures/-", "/name", "/name/first", "/sweep",
             "/sweep/~1seed", "/sweep/~1seed/0", "/zip", "/zip/0", "/zip/0/~1seed", "/published", "/published/0", "/$schema",
             "/$comment", "/$comment/deep/down", "/platform/$comment", "/platform/workers/0/$comment", "/delivery/$comment",
             "/platform/workers/0/device/$comment", "/model/$comment", "/model/layers/0/$comment", "/model/source",
             "/platform/source", "/platform/medium/source", "/platform/medium/source/goodput_bps",
             "/platform/workers/0/device/source", "/platform/workers/0/device/source/conv_macs_per_s"]
TRAINED = dict({key: value for key, value in TINY.items() if key != "sweep"}, mode="numeric",
               model=dict(TINY["model"], weights="w"))


class Identity(Hostile):
    def counts(self, *options, output="out"):
        ended = self.modnn("run", "e.json", "--quiet", "--output", output, *options)
        self.assertEqual(ended.returncode, 0, ended.err)
        return ended.out.splitlines()[-1].split(": ")[-1]

    def test_names_of_layers_are_keys_like_others(self):
        for name in share(LAYER_NAMES, of=2):
            with self.subTest(name):
                model = copy.deepcopy(TINY["model"])
                model["layers"][1]["name"] = name
                pointer = f"/partition/layers/{name}"
                self.write(model=model, sweep={pointer: SCHEMES})
                self.assertEqual(self.counts(output=name), "3 computed, 0 reused, 0 failed")
                self.assertEqual(self.counts(output=name), "0 computed, 3 reused, 0 failed")
                rows = [json.loads(line) for line in (self.folder / name / "tiny" / "points.jsonl").read_text().splitlines()]
                self.assertEqual(len({row["point_id"] for row in rows}), 3)
                ended = self.modnn("run", "e.json", "--output", name, "--set", f"{pointer}=local")
                self.assertEqual(ended.returncode, 2)  # two of the three points would be lost
                self.write(model=model, partition={"layers": {name: "local"}}, sweep={})
                ended = self.modnn("run", "e.json", "--output", name, "--set", f"{pointer}=input_split", "--replace")
                self.assertIn("0 computed, 1 reused", ended.out)

    def test_another_layer_of_such_a_name_is_named(self):
        for name in ("source", "$comment", "$schema"):
            with self.subTest(name):
                model = copy.deepcopy(TINY["model"])
                model["layers"][1]["name"] = name
                self.write(model=model, partition={"layers": {name: "local"}}, sweep={})
                self.counts(output=name)
                ended = self.modnn("run", "e.json", "--output", name, "--set", f"/partition/layers/{name}=input_split")
                self.assertEqual(ended.returncode, 2)
                self.assertIn(f'/partition/layers/{name}: was "local", is "input_split"', ended.err)

    def test_what_is_no_value_cannot_vary(self):
        for number, pointer in enumerate(NO_VALUES):
            for axes in share(({"sweep": {"/seed": [1, 2], pointer: [1, 2]}}, {"sweep": {}, "zip": [{pointer: 1}, {pointer: 2}]}), number, of=2):
                with self.subTest(pointer, axes=list(axes)):
                    self.write(**axes)
                    ended = self.modnn("run", "e.json", "--output", "out")
                    self.assertEqual(ended.returncode, 2, ended.err)
                    self.assertRegex(ended.err, r"^e\.json:1: /(sweep|zip)")
                    self.assertIn("cannot vary", ended.err)
                    self.assertFalse((self.folder / "out").exists())

    def test_files_that_no_layer_reads_do_not_count(self):
        self.write(document=TRAINED)
        folder = self.folder / "w"
        write_weights(folder)
        self.assertEqual(self.counts(), "1 computed, 0 reused, 0 failed")
        table = {"an array of no layer": lambda: write_npy(folder / "optimizer.npy", (2,), [1, 2]),
                 "another array of it": lambda: write_npy(folder / "optimizer.npy", (3,), [1, 2, 3]),
                 "an array with a dot": lambda: write_npy(folder / "head.weight.npy", (1,), [1]),
                 "a layer's name alone": lambda: write_npy(folder / "a.npy", (1,), [1]),
                 "a longer name": lambda: write_npy(folder / "aa.weight.npy", (1,), [1]),
                 "a hidden array": lambda: write_npy(folder / ".a.npy", (1,), [1]),
                 "a copy": lambda: shutil.copy(folder / "a.bias.npy", folder / "a.bias.npy.bak"),
                 "another ending": lambda: shutil.copy(folder / "a.bias.npy", folder / "a.bias.NPY"),
                 "notes": lambda: (folder / "README").write_text("trained"),
                 "a folder": lambda: write_weights(folder / "older", 9.0),
                 "a link": lambda: (folder / "link.txt").symlink_to("/dev/zero"),
                 "a safetensors file": lambda: (folder / "w.safetensors").write_bytes(b"\0" * 9)}
        for name, change in share(table.items(), of=2):
            with self.subTest(name):
                change()
                self.assertEqual(self.counts(), "0 computed, 1 reused, 0 failed")
        write_weights(folder, 2.0)
        self.assertEqual(self.counts("--replace"), "1 computed, 0 reused, 0 failed")

    def test_rows_of_another_version_are_said(self):
        self.result_set()
        rows = self.folder / "out" / "tiny" / "points.jsonl"
        # The first point first, which is the first shard's, whichever was done first.
        lines = sorted(rows.read_text().splitlines(), key=lambda line: json.loads(line)["swept"]["/platform/workers/0/count"])

        def changed(change):
            row = json.loads(lines[0])
            return change(row) or row

        def moved(row):
            return {"provenance": dict(row.pop("provenance"), commit="000000000000"), **row}

        compact = {"separators": (",", ":")}
        table = {"a commit": (lambda row: row["provenance"].update(commit="000000000000"), compact),
                 "a commit, with spaces": (lambda row: row["provenance"].update(commit="000000000000"), {}),
                 "a version": (lambda row: row["provenance"].update(modnn="0.0.1"), compact),
                 "a version, with spaces": (lambda row: row["provenance"].update(modnn="99.9"), {}),
                 "changed sources": (lambda row: row["provenance"].update(dirty=not row["provenance"]["dirty"]), compact),
                 "changed sources, with spaces": (lambda row: row["provenance"].update(dirty=not row["provenance"]["dirty"]), {}),
                 "no provenance": (lambda row: row.pop("provenance") and None, compact),
                 "an empty one": (lambda row: row.update(provenance={}), compact),
                 "one that is none": (lambda row: row.update(provenance="mine"), compact),
                 "one with numbers": (lambda row: row.update(provenance={"modnn": 1, "commit": 2}), compact),
                 "in front": (moved, compact),
                 "with much behind": (lambda row: row["provenance"].update(commit="0" * 12, host="h" * 9000), compact)}
        for number, (name, (change, form)) in enumerate(table.items()):
            with self.subTest(name):
                rows.write_text("\n".join([json.dumps(changed(change), **form), *lines[1:]]) + "\n")
                for options in share(([], ["--quiet"], ["--shard", "1/2"]), number):
                    ended = self.modnn("run", "e.json", "--output", "out", *options)
                    self.assertEqual(ended.returncode, 0, ended.err)
                    self.assertRegex(ended.err, r"modnn: 1 reused row was computed by modnn .*: --force computes it anew")
        # A row of another format of results is none of this program's.
        rows.write_text("\n".join([json.dumps(changed(lambda row: row.update(format=1))), *lines[1:]]) + "\n")
        self.assertEqual(self.counts(), "1 computed, 1 reused, 0 failed")
        self.assertNotIn("computed by", self.modnn("run", "e.json", "--output", "out").err)


if __name__ == "__main__":
    unittest.main()
