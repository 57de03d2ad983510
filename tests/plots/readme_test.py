"""The README's lines of pandas run as they stand, on columns that have types; the table of readings holds what is simulated."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import pandas

ROOT = pathlib.Path(__file__).parent.parent.parent
MODNN = pathlib.Path(sys.argv.pop(1)).resolve()


class Readme(unittest.TestCase):
    def test_pandas(self):
        code = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL).group(1)
        self.assertLessEqual(len(code.strip().splitlines()), 3)
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([MODNN, "run", ROOT / "experiments" / "paper_speedup.json", "--quiet", "--set", "/figures=[]"],
                           cwd=folder, check=True, capture_output=True)
            ended = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True,
                                   env=dict(os.environ, MPLBACKEND="Agg"))
            self.assertEqual(ended.returncode, 0, ended.stderr)
            rows = pandas.read_csv(pathlib.Path(folder) / "results" / "paper_speedup" / "summary.csv")
        for column in rows.columns:
            if column.endswith(("_s", "_bytes", "_j")) or column.startswith("speedup_"):
                self.assertEqual(rows[column].dtype.kind in "if", True, column)
        self.assertEqual(rows["workers"].dtype.kind, "i")
        self.assertEqual(rows["status"].tolist(), ["ok"] * 8)

    def test_the_table_of_readings_is_that_of_a_fresh_run(self):
        page = (ROOT / "docs" / "reproduction.md").read_text()
        shown = page.split("<!-- readings: begin -->\n")[1].split("<!-- readings: end -->")[0]
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([MODNN, "run", ROOT / "experiments" / "paper_readings.json", "--quiet"], cwd=folder, check=True,
                           capture_output=True)
            fresh = (pathlib.Path(folder) / "results" / "paper_readings" / "figures" / "readings.md").read_text()
        self.assertEqual(shown, fresh)


if __name__ == "__main__":
    unittest.main()
