"""Weights are held once at most, in pieces where that is enough, and not at all where nothing is left to do."""

import json
import os
import struct
import subprocess
import sys
import unittest

from hostile import LAST_RESORT_S, MODNN, Hostile

OUTPUTS, INPUTS = 2048, 16384
WEIGHTS = 4 * OUTPUTS * INPUTS  # 128 MiB, most of it a hole in the file
MEASURE = """import resource, subprocess, sys
ended = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
sys.stderr.buffer.write(ended.stderr)
print(ended.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""


class Memory(Hostile):
    def setUp(self):
        super().setUp()
        self.model = {"name": "m", "input": {"channels": INPUTS, "height": 1, "width": 1}, "weights": "w.safetensors",
                      "layers": [{"name": "d", "kind": "dense", "outputs": OUTPUTS}]}
        (self.folder / "npy").mkdir()
        self.fill(self.folder / "w.safetensors", self.safetensors())
        self.fill(self.folder / "npy" / "d.weight.npy", self.npy((OUTPUTS, INPUTS)))
        (self.folder / "npy" / "d.bias.npy").write_bytes(self.npy((OUTPUTS,)) + bytes(4 * OUTPUTS))
        self.base = self.peak("check", self.experiment("lenet.json", model="lenet5"))

    @staticmethod
    def safetensors():
        text = json.dumps({"d.bias": {"dtype": "F32", "shape": [OUTPUTS], "data_offsets": [0, 4 * OUTPUTS]},
                           "d.weight": {"dtype": "F32", "shape": [OUTPUTS, INPUTS],
                                        "data_offsets": [4 * OUTPUTS, 4 * OUTPUTS + WEIGHTS]}}).encode()
        text += b" " * (-len(text) % 8)
        return struct.pack("<Q", len(text)) + text + bytes(4 * OUTPUTS)

    @staticmethod
    def npy(shape):
        head = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".encode()
        head += b" " * (-(len(head) + 11) % 64) + b"\n"
        return b"\x93NUMPY\x01\0" + struct.pack("<H", len(head)) + head

    @staticmethod
    def fill(path, head):
        path.write_bytes(head)
        os.truncate(path, len(head) + WEIGHTS)

    def experiment(self, name, **changes):
        return self.write(name, {"name": name.split(".")[0], "model": self.model, "platform": "nexus5_wlan", **changes})

    def peak(self, *arguments, code=0):
        """The most that any process of the program held, in bytes."""
        ended = subprocess.run([sys.executable, "-I", "-c", MEASURE, MODNN, *arguments], cwd=self.folder, env=self.environment,
                               capture_output=True, text=True, timeout=LAST_RESORT_S)
        status, peak = map(int, ended.stdout.split())
        self.assertEqual(status, code, ended.stderr)
        return peak

    def test_nothing_is_loaded_where_none_is_needed(self):
        quarter = self.base + WEIGHTS / 4
        sweep = {"/platform/workers/0/count": [1, 2, 3]}
        timing, numeric = self.experiment("t.json", sweep=sweep), self.experiment("n.json", mode="numeric")
        folder = self.experiment("f.json", model=dict(self.model, weights="npy"), mode="numeric")
        table = {"timing": ("run", timing, "--output", "o", "--quiet"),
                 "timing again": ("run", timing, "--output", "o", "--quiet"),
                 "timing, forced": ("run", timing, "--output", "o", "--quiet", "--force"),
                 "timing, checked": ("check", timing), "timing, counted": ("run", timing, "--output", "p", "--dry-run"),
                 "a timing plan": ("plan", timing, "--set", "/platform/workers/0/count=2"),
                 "numeric, checked": ("check", numeric), "numeric, planned": ("plan", numeric),
                 "a folder, checked": ("check", folder), "a folder, planned": ("plan", folder),
                 "submitted": ("submit", numeric, "--engine", "slurm", "--output", "p", "--dry-run")}
        for name, arguments in table.items():
            with self.subTest(name):
                self.assertLess(self.peak(*arguments), quarter)

    def test_weights_are_held_once_and_not_when_all_is_there(self):
        for name, weights in (("n", "w.safetensors"), ("f", "npy")):
            file = self.experiment(f"{name}.json", model=dict(self.model, weights=weights), mode="numeric")
            run = ("run", file, "--output", "o", "--quiet", "--jobs", "1")
            with self.subTest(name, what="computed"):
                first = self.peak(*run)
                self.assertGreater(first, WEIGHTS)  # or nothing was measured
                self.assertLess(first, self.base + 1.5 * WEIGHTS)
            for what, more in (("reused", []), ("retried", ["--retry-failed"]), ("counted", ["--dry-run"]),
                               ("in lines", ["--json-lines"]), ("a shard", ["--shard", "1/2"])):
                with self.subTest(name, what=what):
                    self.assertLess(self.peak(*run, *more), self.base + WEIGHTS / 4)
            with self.subTest(name, what="merged"):
                self.assertLess(self.peak("merge", "o", "--output", f"m{name}"), self.base + WEIGHTS / 4)


if __name__ == "__main__":
    unittest.main()
