"""The recipes of CONTRIBUTING.md are true of this checkout: their patches fit, touch no more files than is promised there,
and every block of code that the page shows stands in them. tests/recipes.sh builds and runs them.
"""

import pathlib
import re
import unittest

from patches import Misfit, Patch, Tree

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
# How many files a recipe may touch; its tests do not count, and what the program prints (the schemas, docs/reference.md) is in
# no patch.
MOST = {"layer_kind": 6, "scheme": 2, "key": 3, "device": 1, "published": 2}
BLOCK = re.compile(r"^```\w* (\w+)\.patch (\S+)\n(.*?)^```$", re.M | re.S)


def patch(name):
    return Patch(HERE / f"{name}.patch")


def is_test(file):
    return file.startswith("tests/")


class Recipes(unittest.TestCase):
    def test_every_patch_fits(self):
        self.assertEqual({file.stem for file in HERE.glob("*.patch")}, set(MOST))
        together = Tree(ROOT)
        for name in MOST:
            with self.subTest(patch=name):
                patch(name).apply(Tree(ROOT))
                patch(name).apply(together)

    def test_a_patch_touches_few_files_and_brings_its_test(self):
        for name, most in MOST.items():
            with self.subTest(patch=name):
                files = list(patch(name).files)
                self.assertLessEqual(len([file for file in files if not is_test(file)]), most, files)
                self.assertTrue([file for file in files if is_test(file)], "a recipe without a test")
                self.assertFalse([file for file in files if file.startswith("experiments/schema/") or
                                  file == "docs/reference.md"], "the program prints these")

    def test_every_block_stands_in_its_patch(self):
        blocks = BLOCK.findall(PAGE)
        for name, file, text in blocks:
            with self.subTest(patch=name, file=file):
                added = "".join(f"{line}\n" for line in patch(name).added()[file])
                self.assertIn(f"\n{text}", f"\n{added}")
        # The other way round: the page leaves out no file but of the tests.
        for name in MOST:
            shown = {file for of, file, _ in blocks if of == name}
            self.assertEqual([file for file in patch(name).files if not is_test(file) and file not in shown], [], name)

    def test_a_patch_that_does_not_fit_is_noticed(self):
        tree = Tree(ROOT)
        patch("scheme").apply(tree)
        self.assertRaises(Misfit, patch("scheme").apply, tree)  # what is new is there already
        tree = Tree(ROOT)
        tree["sim/world/noise.cpp"] = ["// nothing"]
        self.assertRaises(Misfit, patch("key").apply, tree)


if __name__ == "__main__":
    unittest.main()
