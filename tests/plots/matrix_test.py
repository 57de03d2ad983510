"""Every figure on the result set of every sweep: a picture, or one sentence that says what the figure needs."""

import contextlib
import io
import pathlib
import sys
import tempfile
import unittest

import shapes

PLOTS = shapes.ROOT / "plots"
sys.path[:0] = [str(PLOTS), str(shapes.ROOT / "tests" / "cli")]

import draw
import results
import style
from thorough import share

HELPERS = {"captions", "columns", "compare", "draw", "medium", "plotting", "published_points", "reference", "replications", "report",
           "results", "style", "timeline"}
FIGURES = sorted(path.stem for path in PLOTS.glob("*.py") if path.stem not in HELPERS)


def laid_out(drawn):
    """In place of files, which take long: the picture is laid out, and its size looked at."""
    def save(figure, folder, name, shows=""):
        figure.draw_without_rendering()
        box = figure.get_tightbbox()
        drawn.append((box.width, box.height))
        style.plt.close(figure)
    return save


class Matrix(unittest.TestCase):
    def attempt(self, figure, folder):
        """(how it ended, what it said)"""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = draw.attempt(*draw.figure(figure), str(folder))
        return code, err.getvalue()

    def check_all(self, experiments):
        saved, drawn = style.save, []
        style.save = laid_out(drawn)
        self.addCleanup(setattr, style, "save", saved)
        for number, (name, experiment) in enumerate(experiments.items()):
            with tempfile.TemporaryDirectory() as folder:
                shapes.write(folder, experiment)
                for figure in share(FIGURES, number):
                    with self.subTest(sweep=name, figure=figure):
                        drawn.clear()
                        code, said = self.attempt(figure, folder)
                        if code == draw.DRAWN:
                            self.assertEqual(len(drawn), 1)
                            self.assertLess(drawn[0][0], 4.5)  # inch: a little more than a column
                            self.assertLess(drawn[0][1], 14)
                        else:
                            self.assertEqual(code, draw.DOES_NOT_APPLY, said)
                            self.assertTrue(said.startswith(f"plots/{figure}.py: {folder}: not drawn: "), said)
                            self.assertEqual(said.count("\n"), 1, said)
                            self.assertLess(len(said), 700)

    def test_shipped_sweeps(self):
        self.check_all(shapes.shipped())

    def test_other_sweeps(self):
        self.check_all(shapes.OTHERS)

    def test_shipped_experiments_get_the_figures_that_they_ask_for(self):
        for name, experiment in shapes.shipped().items():
            for figure in experiment.get("figures", []):
                with self.subTest(sweep=name, figure=figure), tempfile.TemporaryDirectory() as folder:
                    shapes.write(folder, experiment)
                    self.assertEqual(self.attempt(figure, folder), (draw.DRAWN, ""))
                    for kind in ("pdf", "png"):
                        picture = pathlib.Path(folder) / "figures" / f"{figure}.{kind}"
                        self.assertGreater(picture.stat().st_size, 5000)

    def test_a_sentence_names_what_varies_and_how_to_choose(self):
        with tempfile.TemporaryDirectory() as folder:
            shapes.write(folder, {"sweep": {shapes.COUNT: [1, 2], **shapes.VIA, "/platform": ["a", "b"]}})
            _, said = self.attempt("layers", folder)
        self.assertIn("needs one variant for each of the number of workers, but /platform and /delivery/via vary "
                      "too: choose one value of each with --set, e.g. --set /platform=a", said)

    def test_files_that_modnn_has_not_written(self):
        texts = {"summary.csv": ("", "status\n", "a,b\n1,2\n", "\x00\x00", "workers,status\n1,ok\n", "status,workers\nok,x\n",
                                 '"', "workers,status\n1,ok,3,4\n", "workers,status,makespan_s\nnan,ok,inf\n"),
                 "layers.csv": ("", "point_id\n", "point_id,layer\n0000000000000000,x\n", "\xff"),
                 "experiment.resolved.json": ("", "[]", "{", "[" * 100000, '{"platform": 3, "published": {"a": 1}}',
                                              '{"published": 7, "model": null}')}
        style.save, saved = laid_out([]), style.save
        self.addCleanup(setattr, style, "save", saved)
        for name, variants in texts.items():
            for number, text in enumerate(variants):
                with tempfile.TemporaryDirectory() as folder:
                    shapes.write(folder, shapes.shipped()["paper_speedup"])
                    (pathlib.Path(folder) / name).write_text(text, encoding="latin-1")
                    for figure in share(FIGURES, number, of=5):
                        with self.subTest(file=name, text=text[:20], figure=figure):
                            code, said = self.attempt(figure, folder)
                            self.assertIn(code, (draw.DRAWN, draw.FAILED, draw.DOES_NOT_APPLY))
                            self.assertEqual(said.count("\n"), 0 if code == draw.DRAWN else 1, said)
                            self.assertNotIn("Traceback", said)

    def test_an_error_of_a_figure_is_one_sentence(self):
        for error in (KeyError("x"), ValueError("two\nlines"), RecursionError("deep"), OSError(28, "No space left"),
                      MemoryError(), ZeroDivisionError("\x1b[31m")):
            def fail(folder, error=error):
                raise error
            err = io.StringIO()
            with contextlib.redirect_stderr(err):
                self.assertEqual(draw.attempt("plots/x.py", fail, "set"), draw.FAILED)
            self.assertRegex(err.getvalue(), rf"^plots/x.py:\d+: set: cannot be drawn: {type(error).__name__}: [ -~]*\n$")

    def test_the_worst_of_several_counts(self):
        def raising(error):
            def draw_one(folder):
                if error:
                    raise error
            return "f", draw_one
        good, other, bad = raising(None), raising(results.DoesNotApply("x")), raising(ValueError("x"))
        with contextlib.redirect_stderr(io.StringIO()):
            for figures, code in (((good,), 0), ((good, other), 3), ((other, bad, good), 1), ((), 0), ((bad, other), 1)):
                self.assertEqual(draw.draw_all("set", figures), code)


if __name__ == "__main__":
    unittest.main()
