"""modnn quality: a change is noticed, shown, and written only on demand."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

BASELINE = pathlib.Path(__file__).parent.parent / "quality" / "fast.json"
MODNN = pathlib.Path(sys.argv.pop(1)).resolve()


def quality(*arguments):
    return subprocess.run([MODNN, "quality", *arguments], capture_output=True, text=True)


class Quality(unittest.TestCase):
    def test_a_change_is_shown_and_written_only_on_demand(self):
        scores = json.loads(BASELINE.read_text())
        only = "half_empty_200x400, 4 workers"
        rows = [row for row in scores if only in row]
        changed = next(row for row in rows if row.endswith("mscc+fgcp"))
        wanted = scores[changed]["volume"]
        scores[changed]["volume"] = wanted - 1
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "fast.json"
            before = json.dumps(scores)
            file.write_text(before)
            ended = quality("--baseline", folder, "--only", only)
            self.assertEqual(ended.returncode, 1, ended.stdout + ended.stderr)
            self.assertIn(f"{len(rows)} rows compared", ended.stdout)
            self.assertIn(": 1 differences", ended.stdout)
            line = next(line for line in ended.stdout.splitlines() if line.startswith(changed))
            self.assertEqual(line[len(changed):].split()[:3], ["volume", str(wanted - 1), str(wanted)])
            self.assertEqual(file.read_text(), before)
            ended = quality("--baseline", folder, "--only", only, "--update")
            self.assertEqual(ended.returncode, 0, ended.stderr)
            self.assertEqual(file.read_text(), BASELINE.read_text())
            self.assertEqual(quality("--baseline", folder, "--only", only).returncode, 0)

    def test_a_filter_that_nothing_passes_is_wrong_input(self):
        ended = quality("--only", "no such matrix")
        self.assertEqual(ended.returncode, 2)
        self.assertEqual(ended.stderr, "--only no such matrix: no case has this in its name\n")

    def test_a_folder_without_baseline_is_wrong_input(self):
        with tempfile.TemporaryDirectory() as folder:
            ended = quality("--baseline", folder)
            self.assertEqual(ended.returncode, 2)
            self.assertIn(f"{folder}/fast.json: there is no such baseline", ended.stderr)
            self.assertEqual(list(pathlib.Path(folder).iterdir()), [])

    def test_a_reference_does_not_update(self):
        self.assertEqual(quality("--reference", "metis", "--update").returncode, 2)
        self.assertEqual(quality("--reference", "scotch").returncode, 2)


if __name__ == "__main__":
    unittest.main()
