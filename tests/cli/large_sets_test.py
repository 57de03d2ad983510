"""What modnn itself has written is read again, however large: limits are for what somebody wrote."""

import json
import shutil
import unittest

from hostile import TINY, Hostile

LIMIT = 64 << 20


class LargeSets(Hostile):
    def ran(self, *arguments, expected=0):
        ended = self.modnn(*arguments)
        self.assertEqual(ended.returncode, expected, ended.err[:2000])
        return ended

    def goes_on(self, points, file="e.json", *options):
        """Another run reuses all rows, and merging and drawing read the set."""
        ended = self.ran("run", file, "--quiet", "--output", "o", *options)
        self.assertIn(f"0 computed, {points} reused", ended.out.splitlines()[-1])
        shutil.rmtree(self.folder / "m", ignore_errors=True)
        self.assertIn(f"{points} points, 0 missing, 0 failed", self.ran("merge", "o", "--output", "m").out)
        script = self.folder / "draw.py"
        script.write_text("import results\ndef main(folder):\n"
                          f"    assert len(results.points(folder)), results.resolved(folder, '/name')\n")
        self.ran("plot", "m/tiny", "--script", "draw.py")
        # The experiment names no figures, which is found out by reading it.
        self.assertIn("the experiment names no figures", self.ran("plot", "m/tiny", expected=2).err)

    def test_long_texts_in_rows_and_tables(self):
        text = "x" * (3 << 20)
        names = [f"{number}{text}" for number in range(12)]
        self.write(sweep={"/platform/name": names})
        self.ran("run", "e.json", "--quiet", "--output", "o")
        folder = self.folder / "o" / "tiny"
        for name in ("points.jsonl", "summary.csv"):
            self.assertGreater((folder / name).stat().st_size, LIMIT)
        self.goes_on(len(names))


if __name__ == "__main__":
    unittest.main()
