"""`modnn compare` on sets whose differences are known, and `modnn explain` on lines of the reference."""

import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parent.parent.parent
MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
sys.path.insert(0, str(ROOT / "plots"))

import compare

EXPERIMENT = {
    "name": "e", "model": {"name": "m", "input": {"channels": 1, "height": 16, "width": 16},
                           "layers": [{"name": "conv1", "kind": "conv", "outputs": 2, "kernel": 3},
                                      {"name": "conv2", "kind": "conv", "outputs": 2, "kernel": 3}]},
    "platform": "nexus5_wlan", "sweep": {"/platform/workers/0/count": [1, 2]},
}


def modnn(*words, cwd=None):
    return subprocess.run([MODNN, *map(str, words)], capture_output=True, text=True, cwd=cwd)


class Compare(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def set_of(self, name, *settings, **changes):
        file = self.folder / "e.json"
        file.write_text(json.dumps({**EXPERIMENT, **changes}))
        words = [word for setting in settings for word in ("--set", setting)]
        ended = modnn("run", file, "--output", self.folder / name, "--quiet", *words)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return self.folder / name / "e"

    def test_a_medium_of_half_the_rate(self):
        one, other = self.set_of("a"), self.set_of("b", "/platform/medium/goodput_bps=2e7")
        ended = modnn("compare", one, other)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        lines = [re.split(r"  +", line.strip()) for line in ended.stdout.splitlines()]
        self.assertIn(["/platform/medium/goodput_bps", "40000000.0", "20000000.0"], lines)
        with open(one / "summary.csv") as a, open(other / "summary.csv") as b:
            pairs = [(float(x["makespan_s"]), float(y["makespan_s"])) for x, y in zip(csv.DictReader(a), csv.DictReader(b))]
        for workers, (x, y) in zip(("1 worker", "2 workers"), pairs):
            self.assertIn([workers, f"{x:.4g}", f"{y:.4g}", f"{100 * (y / x - 1):+.1f} %"], lines)
        self.assertIn("conv1", [line[0] for line in lines])
        self.assertNotIn("are in A only", ended.stdout)

    def test_points_that_one_has_alone(self):
        one = self.set_of("a", replications=3)
        other = self.set_of("b", sweep={"/platform/workers/0/count": [2, 3, 4]})
        said = modnn("compare", one, other).stdout
        self.assertIn("1 points are in A only\n", said)
        self.assertIn("2 points are in B only\n", said)
        self.assertIn("no layer takes another time", said)
        self.assertIn("/replications", said)

    def test_what_cannot_be_compared(self):
        one = self.set_of("a")
        ended = modnn("compare", one, self.folder)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("not a result set", ended.stderr)
        ended = modnn("compare", one, self.set_of("b", sweep={"/platform/workers/0/count": [3]}))
        self.assertEqual(ended.returncode, 1)
        self.assertIn("no point is like one of", ended.stderr)

    def test_the_least_that_differs(self):
        one = {"name": "x", "a": {"name": "p", "b": 1}, "c": [1, 2], "d": [{"e": 1}, {"e": 2}], "f": 3}
        other = {"name": "y", "a": {"name": "q", "b": 2}, "c": [1, 3], "d": [{"e": 1}, {"e": 9}], "g/h": 4}
        found = compare.differences(one, other)
        self.assertEqual([line[:3] for line in found if compare.ABSENT not in line],
                         [("/a", "p", "q"), ("/c", [1, 2], [1, 3]), ("/d/1/e", 2, 9)])
        self.assertEqual([line[0] for line in found if compare.ABSENT in line], ["/f", "/g~1h"])
        self.assertEqual(compare.differences(one, one), [])

    def test_numbers_have_prefixes(self):
        self.assertEqual([compare.number(value) for value in (0.5, 9195.0, 15928640, 2e9)], ["0.5", "9195", "15.93 M", "2 G"])
        self.assertEqual((compare.change(2, 3), compare.change(0, 0), compare.change(0, 1)), ("+50.0 %", "equal", "new"))


class Explain(unittest.TestCase):
    def explained(self, word):
        ended = modnn("explain", word)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        return ended.stdout

    def test_a_key_of_an_experiment(self):
        text = self.explained("/delivery/relays")
        self.assertTrue(text.startswith("/delivery/relays (Experiment)\n"), text)
        self.assertIn("  default  \"each\"\n", text)
        self.assertIn("  value    each, merged\n", text)

    def test_a_key_by_its_place_in_the_experiment(self):
        for word in ("/platform/workers/3/device/radio/wake_to_send_s", "/radio/wake_to_send_s", "wake_to_send_s"):
            text = self.explained(word)
            self.assertTrue(text.startswith("/radio/wake_to_send_s (Device)\n  value "), text)
            self.assertIn("  unit     s\n", text)

    def test_a_column(self):
        self.assertIn("makespan_s (Results, summary.csv)\n", self.explained("makespan_s"))

    def test_every_line_of_the_reference_can_be_asked_for(self):
        names = re.findall(r"^\| `(/[^`]+|[a-z0-9_]+)` \|", (ROOT / "docs" / "reference.md").read_text(), re.MULTILINE)
        self.assertGreater(len(names), 200)
        for name in names[::9]:
            with self.subTest(name=name):
                self.assertIn(f"{name} (", self.explained(name))

    def test_what_there_is_not(self):
        ended = modnn("explain", "/delivery/relay")
        self.assertEqual((ended.returncode, ended.stdout), (2, ""))
        self.assertEqual(ended.stderr, '/delivery/relay: no key and no column is called so (did you mean "/delivery/relays"?)\n')


if __name__ == "__main__":
    unittest.main()
