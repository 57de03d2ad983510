"""The blocks of docs/python.md and the cells of docs/python.ipynb run, one after the other, as a reader runs them."""

import json
import os
import pathlib
import re
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
os.environ["MODNN"] = str(pathlib.Path(sys.argv.pop(1)).resolve())
sys.path.insert(0, str(ROOT / "python"))


class Documents(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)

    def executed(self, cells):
        known = {}
        for number, cell in enumerate(cells):
            exec(compile(cell, f"cell {number + 1}", "exec"), known)
        return known

    def test_the_page(self):
        page = (ROOT / "docs" / "python.md").read_text()
        blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
        self.assertEqual(len(blocks), page.count("```") // 2)  # none is left out
        known = self.executed(blocks)
        self.assertEqual(sorted(set(known["rows"]["workers"])), [1, 2, 4])
        self.assertEqual(len(known["mine"]), 1)

    def test_the_notebook(self):
        notebook = json.loads((ROOT / "docs" / "python.ipynb").read_text())
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        self.assertTrue(all(cell["outputs"] == [] for cell in cells))  # what it shows is computed, never kept
        known = self.executed("".join(cell["source"]) for cell in cells)
        self.assertEqual(known["mine"]["workers"].tolist(), [1, 2, 3, 4])
        self.assertEqual(list(known["table"].columns), ["bodp", "grid_2d", "columns"])
        # One phone has no neighbour, whatever the scheme.
        self.assertEqual(known["table"].loc[1].nunique(), 1)


if __name__ == "__main__":
    unittest.main()
