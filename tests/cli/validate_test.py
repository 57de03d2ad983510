"""docs/validation.md holds the figures of a fresh run, and a document with other figures is noticed."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

DOCUMENT = pathlib.Path(__file__).parent.parent.parent / "docs" / "validation.md"
MODNN = pathlib.Path(sys.argv.pop(1)).resolve()


class Validate(unittest.TestCase):
    def validate(self, folder, *arguments):
        return subprocess.run([MODNN, "validate", "--output", folder, *arguments], capture_output=True, text=True)

    def test_the_document_holds_what_is_simulated(self):
        with tempfile.TemporaryDirectory() as folder:
            ended = self.validate(folder, "--check")
            self.assertEqual(ended.returncode, 0, ended.stdout + ended.stderr)
            copy = pathlib.Path(folder) / "copy.md"
            text = DOCUMENT.read_text()
            copy.write_text(text.replace("| predicted |", "| guessed |", 1))
            ended = self.validate(folder, "--check", "--document", str(copy))
            self.assertEqual(ended.returncode, 1)
            self.assertNotEqual(copy.read_text(), text)
            ended = self.validate(folder, "--document", str(copy))
            self.assertEqual(ended.returncode, 0, ended.stderr)
            self.assertEqual(copy.read_text(), text)

    def test_the_published_bounds_hold(self):
        """What the project promises of its predictions: docs/validation.md says what each line means."""
        rows = {}
        for line in DOCUMENT.read_text().splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if len(cells) == 6 and cells[5] in ("calibrated", "predicted"):
                rows[cells[0]] = (float(cells[2]), float(cells[3]), cells[5])
        error = lambda name: abs(rows[name][1] / rows[name][0] - 1)
        self.assertLess(abs(rows["less delivery time, 4 workers"][1] - 30.02), 3)
        self.assertLess(error("compute speed-up, 4 workers"), 0.05)
        predicted = [f"latency, {n} devices" for n in (3, 4, 5, 6)]
        self.assertTrue(all(rows[name][2] == "predicted" for name in predicted))
        self.assertLess(sum(map(error, predicted)) / 4, 0.08)
        self.assertIn(min(range(2, 7), key=lambda n: rows[f"latency, {n} devices"][1]), (4, 5))
        for name, bound in [("traffic, 1 device", 0.05)] + [
                (f"traffic, {n} devices", 0.05 if n < 5 else 0.12) for n in range(2, 7)]:
            self.assertLess(error(name), bound, name)
        followers = [f"halo, {rate} Mbit/s, {n} followers" for rate in (100, 1000) for n in (2, 3, 4)]
        self.assertLess(sum(map(error, followers)) / 6, 0.15)


if __name__ == "__main__":
    unittest.main()
