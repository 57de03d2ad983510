"""docs/tutorial.md is followed to its end, in one folder, and what it says is there is there."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
PAGE = (ROOT / "docs" / "tutorial.md").read_text()


class Tutorial(unittest.TestCase):
    def test_every_command(self):
        blocks = re.findall(r"```(\w+)(?: (\S+))?\n(.*?)```", PAGE, re.DOTALL)
        self.assertEqual(len(blocks), PAGE.count("```") // 2)  # none is left out
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            environment = dict(os.environ, PATH=f"{MODNN.parent}:{os.environ['PATH']}")
            for kind, file, text in blocks:
                if kind in ("json", "csv"):
                    (folder / file).write_text(text)
                    continue
                self.assertEqual(kind, "sh")
                for command in text.splitlines():
                    with self.subTest(command=command):
                        self.assertTrue(command.startswith("modnn "))
                        ended = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True)
                        self.assertEqual(ended.returncode, 0, ended.stderr)
            figures = {path.name for path in (folder / "results" / "my_sweep" / "figures").iterdir()}
            self.assertLessEqual({"makespan_s_by_workers.pdf", "makespan_s_by_workers.txt", "air_bytes_by_workers.svg", "report.html"}, figures)

    def test_names_of_pages(self):
        for page in (ROOT / "docs").glob("*.md"):
            for target in re.findall(r"\]\(([\w./]+\.(?:md|ipynb))[#)]", page.read_text()):
                with self.subTest(page=page.name, target=target):
                    self.assertTrue((page.parent / target).is_file())


if __name__ == "__main__":
    unittest.main()
