"""What `modnn run` does in a folder that holds results of the same, of a grown and of another experiment."""

import copy
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
COUNT, CONV, VIA = "/platform/workers/0/count", "/partition/conv", "/delivery/via"
PLAIN = {"name": "x", "model": "lenet5", "platform": "nexus5_wlan"}  # four workers
FIRST = dict(PLAIN, sweep={COUNT: [1, 2], CONV: ["bodp", "local"]})


def sweep(**axes):
    """FIRST with other values of these axes."""
    names = {"count": COUNT, "conv": CONV, "via": VIA, "model": "/model"}
    changed = copy.deepcopy(FIRST)
    changed["sweep"].update({names[name]: values for name, values in axes.items()})
    return changed


ZIPPED = dict(PLAIN, zip=[{COUNT: count, CONV: conv} for count in (1, 2) for conv in ("bodp", "local")])
NOISY = dict(FIRST, noise={"compute_sigma": 0.1})
REFUSED = None
# What is there, what runs then, its options, and how many points it computes and reuses.
CASES = {
    "the same": (FIRST, FIRST, [], (0, 4)),
    "one more value": (FIRST, sweep(count=[1, 2, 3]), [], (2, 4)),
    "a value in front": (FIRST, sweep(count=[3, 1, 2]), [], (2, 4)),
    "one more axis with the value that held": (FIRST, sweep(via=["group_owner", "peer"]), [], (4, 4)),
    "one more axis without it": (FIRST, sweep(via=["peer"]), [], REFUSED),
    "one more axis over models": (FIRST, sweep(model=["lenet300", "lenet5"]), [], (4, 4)),
    "a sweep over what was single": (PLAIN, sweep(count=[2, 4]), [], (3, 1)),
    "a sweep beside what was single": (PLAIN, FIRST, [], REFUSED),
    "a value less": (FIRST, sweep(count=[1]), [], REFUSED),
    "one value for another": (FIRST, sweep(count=[1, 3]), [], REFUSED),
    "another order of the axes": (FIRST, dict(PLAIN, sweep={CONV: ["bodp", "local"], COUNT: [1, 2]}), [], (0, 4)),
    "another order of the values": (FIRST, sweep(count=[2, 1]), [], (0, 4)),
    "zip for sweep": (FIRST, ZIPPED, [], (0, 4)),
    "replications": (NOISY, dict(NOISY, replications=3), [], (8, 4)),
    "one replication": (FIRST, dict(FIRST, replications=1), [], (0, 4)),
    "more replications": (dict(NOISY, replications=2), dict(NOISY, replications=3), [], (4, 8)),
    "fewer replications": (dict(NOISY, replications=3), dict(NOISY, replications=2), [], REFUSED),
    "no replications any more": (dict(NOISY, replications=2), NOISY, [], REFUSED),
    "replications and a value": (FIRST, dict(sweep(count=[1, 2, 3]), replications=2), [], (8, 4)),
    "a setting": (FIRST, FIRST, ["--set", VIA + "=peer"], REFUSED),
    "a setting in the file": (FIRST, dict(FIRST, delivery={"via": "peer"}), [], REFUSED),
    "a setting that held anyway": (FIRST, FIRST, ["--set", VIA + "=group_owner"], (0, 4)),
    "a setting of what varied": (FIRST, FIRST, ["--set", COUNT + "=2"], REFUSED),
    "a setting, forced": (FIRST, FIRST, ["--set", VIA + "=peer", "--force"], REFUSED),
    "a setting, counted only": (FIRST, FIRST, ["--set", VIA + "=peer", "--dry-run"], REFUSED),
    "a setting of another shard": (FIRST, FIRST, ["--set", VIA + "=peer", "--shard", "2/2"], REFUSED),
    "a setting in its place": (FIRST, FIRST, ["--set", VIA + "=peer", "--replace"], (4, 0)),
    "a setting elsewhere": (FIRST, FIRST, ["--set", VIA + "=peer", "--output", "other"], (4, 0)),
    "another model": (FIRST, dict(FIRST, model="lenet300"), [], REFUSED),
    "a value less in its place": (FIRST, sweep(count=[1]), ["--replace"], (0, 2)),
    "other figures": (FIRST, dict(FIRST, figures=[]), [], (0, 4)),
    "other published data": (FIRST, dict(FIRST, published="modnn_2017"), [], (0, 4)),
    "a comment": (FIRST, {"$comment": "mine", **FIRST}, [], (0, 4)),
    "a default written out": (FIRST, dict(FIRST, weight_bits=32), [], (0, 4)),
}


class Resume(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def modnn(self, experiment, *options):
        (self.folder / "x.json").write_text(json.dumps(experiment))
        return subprocess.run([MODNN, "run", "x.json", "--quiet", *options], cwd=self.folder, capture_output=True,
                              text=True)

    def counts(self, ended):
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return tuple(map(int, re.search(r"(\d+) computed, (\d+) reused, 0 failed", ended.stdout).groups()))

    def results(self):
        """Every file that a reader looks at."""
        return {file.name: file.read_bytes() for file in (self.folder / "results" / "x").iterdir() if file.is_file()}

    def test_table(self):
        for name, (there, then, options, expected) in CASES.items():
            with self.subTest(name):
                shutil.rmtree(self.folder / "results", ignore_errors=True)
                self.modnn(there)
                before = self.results()
                ended = self.modnn(then, *options)
                if expected is REFUSED:
                    self.assertEqual(ended.returncode, 2)
                    for remedy in ("--output", "--replace", '"name"'):
                        self.assertIn(remedy, ended.stderr)
                    self.assertEqual(self.results(), before)
                else:
                    self.assertEqual(self.counts(ended), expected)

    def test_a_shard_goes_on_as_the_whole_and_grown(self):
        self.assertEqual(self.counts(self.modnn(FIRST, "--shard", "1/2")), (2, 0))
        self.assertEqual(self.counts(self.modnn(FIRST, "--shard", "2/2")), (2, 0))
        self.assertEqual(self.counts(self.modnn(sweep(count=[1, 2, 3]), "--shard", "2/2")), (1, 2))
        self.assertEqual(self.counts(self.modnn(sweep(count=[1, 2, 3]))), (1, 5))

    def test_less_of_the_same_is_named_so(self):
        self.modnn(FIRST)
        self.assertIn("this experiment with more points: 2 of its 4", self.modnn(sweep(count=[1])).stderr)
        self.assertIn("another experiment", self.modnn(dict(FIRST, model="lenet300")).stderr)

    def test_failed_points_alone_are_no_results_to_lose(self):
        self.modnn(dict(FIRST, model="vgg16"), "--set", "/platform/workers/0/device/available_bytes=1000")
        self.assertEqual(self.counts(self.modnn(FIRST)), (4, 0))


if __name__ == "__main__":
    unittest.main()
