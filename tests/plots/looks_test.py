"""What all figures have in common: they can be read in grey, each has a caption, and the person chooses width and format."""

import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest

import shapes

PLOTS = shapes.ROOT / "plots"
sys.path.insert(0, str(PLOTS))

import captions
import columns
import draw
import gantt
import published_points
import results
import style
from matplotlib.colors import to_rgb

COUNT = shapes.COUNT


def grey(colour):
    """Luma of Rec. 601, as printers take it."""
    return sum(weight * part for weight, part in zip((0.299, 0.587, 0.114), to_rgb(colour)))


def look(handle):
    """(what can be told apart without colour, its grey) of what stands in a legend."""
    if hasattr(handle, "patches"):
        handle = handle.patches[0]
    if hasattr(handle, "lines"):
        handle = handle.lines[0]
    if hasattr(handle, "get_marker"):
        filled = round(grey(handle.get_markerfacecolor()), 1) if handle.get_marker() != "None" else None
        return (str(handle.get_linestyle()), str(handle.get_marker()), filled, handle._unscaled_dash_pattern), grey(handle.get_color())
    *colour, alpha = handle.get_facecolor()
    return (handle.get_hatch(),), alpha * grey(colour) + 1 - alpha  # on white paper


def alike(handles):
    """Labels of entries that look the same in grey."""
    looks = {label: look(handle) for handle, label in handles}
    names = list(looks)
    return [(a, b) for i, a in enumerate(names) for b in names[i + 1:]
            if looks[a][0] == looks[b][0] and abs(looks[a][1] - looks[b][1]) < 0.15]


class Looks(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.addCleanup(setattr, style, "COLUMN_WIDTH_INCH", style.COLUMN_WIDTH_INCH)
        self.addCleanup(setattr, style, "FORMATS", style.FORMATS)

    def drawn(self, name, **look):
        err, out = io.StringIO(), io.StringIO()
        with contextlib.redirect_stderr(err), contextlib.redirect_stdout(out):
            return draw.attempt(*draw.figure(name), str(self.folder), **look), err.getvalue()

    def test_nothing_looks_the_same_in_grey(self):
        seen, saved = [], style.save
        self.addCleanup(setattr, style, "save", saved)
        style.save = lambda figure, folder, name, shows="": seen.append(figure)
        for name, experiment in shapes.shipped().items():
            shapes.write(self.folder, experiment)
            for figure in experiment.get("figures", []):
                with self.subTest(sweep=name, figure=figure):
                    seen.clear()
                    self.assertEqual(self.drawn(figure), (draw.DRAWN, ""))
                    for axes in seen[0].axes:
                        self.assertEqual(alike(zip(*axes.get_legend_handles_labels())), [])

    def test_activities_of_a_timeline_in_grey(self):
        patches = [(gantt.patch(label, colour, hatch), label) for label, colour, hatch in gantt.ACTIVITIES.values()]
        self.assertEqual(alike(patches), [])

    def test_greys_are_compared(self):
        black, grey_line = (style.plt.Line2D([], [], color=colour, linestyle="-") for colour in ("black", "0.1"))
        dashed = style.plt.Line2D([], [], color="black", linestyle="--")
        self.assertEqual(alike([(black, "a"), (grey_line, "b"), (dashed, "c")]), [("a", "b")])

    def test_a_caption_says_what_was_simulated(self):
        shapes.write(self.folder, {"sweep": {COUNT: [1, 2], "/partition/conv": ["bodp", "grid_2d"]}})
        self.assertEqual(self.drawn("speedup"), (draw.DRAWN, ""))
        self.assertEqual((self.folder / "figures" / "speedup.txt").read_text(),
                         "Speed-up against the number of workers: computing alone, and in total, beside the published points, for m on "
                         "1 and 2 workers (nexus5 + nexus5), on the air wlan_40mbps, convolutions cut by bodp and grid_2d, "
                         "dense layers by output_split, delivery halo via peer in transfers serial; each point is one run, so there are no bars.\n")

    def test_a_caption_says_what_the_bars_are(self):
        shapes.write(self.folder, {"sweep": {COUNT: [1, 2]}, "replications": 4})
        path = self.folder / "summary.csv"
        style.pd.read_csv(path).drop(columns="settings").to_csv(path, index=False)  # which here has the seeds
        self.assertEqual(self.drawn("speedup"), (draw.DRAWN, ""))
        text = (self.folder / "figures" / "speedup.txt").read_text()
        self.assertTrue(text.endswith("; bars: 95 % confidence interval of the mean of 4 replications.\n"), text)

    def test_every_shipped_figure_has_words_of_its_own(self):
        found = {name: captions.what(name) for experiment in shapes.shipped().values() for name in experiment.get("figures", [])}
        self.assertEqual(len(set(found.values())), len(found))
        self.assertTrue(all(20 < len(words) < 160 for words in found.values()), found)
        self.assertEqual(captions.what("../x"), "")

    def test_captions_name_few_values_and_count_many(self):
        rows = style.pd.DataFrame({"a": ["x", "y", "", "x", "z"], "n": [3, 1, 2, 5, 4], "w": list("abcde")})
        self.assertEqual(captions.values(rows, "a"), "x, y and z")
        self.assertEqual(captions.values(rows, "n"), "1 to 5")
        self.assertEqual(captions.values(rows, "w"), "a, b, c, d and 1 more")
        self.assertEqual(captions.values(rows, "absent"), "")

    def test_width_and_format_are_the_persons(self):
        shapes.write(self.folder, {"sweep": {COUNT: [1, 2]}})
        # 8.89 cm are 3.5 inches, of 300 dots each.
        self.assertEqual(self.drawn("speedup", width="8.89cm", kind="png"), (draw.DRAWN, ""))
        self.assertEqual(sorted(path.name for path in (self.folder / "figures").iterdir()), ["speedup.png", "speedup.txt"])
        header = (self.folder / "figures" / "speedup.png").read_bytes()[:24]
        self.assertAlmostEqual(int.from_bytes(header[16:20], "big"), 1050, delta=30)
        for width in ("7", "0.5in", "41in", "x", "-3in", "3.4 in"):
            with self.subTest(width=width):
                code, said = self.drawn("speedup", width=width)
                self.assertEqual(code, draw.USAGE)
                self.assertIn("--width: expected 1in to 40in", said)

    def test_panels_hold_all_that_they_share_an_axis_for(self):
        rows = style.pd.DataFrame({"workers": [1, 2, 1, 2], "conv_partition": ["a", "a", "b", "b"], "status": "ok",
                                   "air_bytes": [1e6, 4e6, 5e5, 2e6]})
        rows.to_csv(self.folder / "summary.csv", index=False)
        seen, saved = [], style.save
        self.addCleanup(setattr, style, "save", saved)
        style.save = lambda figure, folder, name, shows="": seen.append(figure)
        for kind in ("line", "bar"):
            columns.main(self.folder, ["--x=workers", "--y=air_bytes", "--facet=conv_partition", f"--kind={kind}"])
            for axes in seen.pop().axes:
                low, high = axes.get_ylim()
                self.assertEqual(low, 0)
                self.assertAlmostEqual(high, 1.05 * 4e6)
                self.assertEqual(axes.yaxis.get_major_formatter()(4e6), "4M")

    def test_units_end_a_columns_name(self):
        self.assertEqual([style.with_unit(name) for name in ("makespan_s", "throughput_per_s", "air_bytes", "workers", "_s")],
                         ["makespan (s)", "throughput (1/s)", "air (bytes)", "workers", " s"])

    def test_words_of_the_look_come_first(self):
        self.assertEqual(draw.looks(["--format=svg", "--width=7in", "speedup"]), ({"kind": "svg", "width": "7in"}, ["speedup"]))
        self.assertEqual(draw.looks(["--columns", "--format=svg"]), ({}, ["--columns", "--format=svg"]))


class PublishedPoints(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.of = columns.asked(["--x=workers", "--y=makespan_s", "--series=conv_partition", "--kind=line"])
        self.rows = style.pd.DataFrame({"workers": [1, 2, 1], "conv_partition": ["bodp", "bodp", "grid_2d"], "model": "m"})

    def read(self, rows, **group):
        path = self.folder / "p.json"
        path.write_text(json.dumps({"t": [1000, 2000, 3], "claims": [{"experiment": "e", "rows": rows, **group}]}))
        self.of.published = str(path)
        return published_points.of_columns(self.folder, self.of, self.rows)

    def test_claims_have_a_place_by_their_point(self):
        claim = {"quantity": "q", "unit": "ms", "column": "makespan_s", "published": "/t/1",
                 "point": {COUNT: 2, "/partition/conv": "bodp"}}
        stars = self.read([claim, {**claim, "published": "/t/0", "point": {COUNT: 1}, "split": "calibrated"},
                           {**claim, "point": {"/partition/conv": "bodp"}},  # has no number of workers
                           {**claim, "point": {COUNT: 2, "/partition/conv": "ocbp"}},  # is not shown
                           {**claim, "column": "alone_s"}, {**claim, "form": "reduction"}])
        self.assertEqual([(star["workers"], star["makespan_s"], star["calibrated"]) for star in stars],
                         [(2, 2, False), (1, 1, True)])

    def test_points_that_have_no_place(self):
        with self.assertRaisesRegex(results.DoesNotApply, "p.json has no point with workers and makespan_s"):
            self.read([])
        self.of.kind = "bar"
        with self.assertRaisesRegex(results.WrongRequest, "--kind line only"):
            self.read([])

    def test_a_table_of_ones_own(self):
        path = self.folder / "own.csv"
        path.write_text("workers,makespan_s,conv_partition,calibrated\n2,7.5,bodp,true\n3,6,bodp,\n1,9,aofl,\n,8,bodp,\n")
        self.of.published = str(path)
        stars = published_points.of_columns(self.folder, self.of, self.rows)
        self.assertEqual([(star["workers"], star["makespan_s"], star["calibrated"]) for star in stars],
                         [(2, 7.5, True), (3, 6, False)])
        path.write_text("workers,seconds\n2,7.5\n")
        with self.assertRaisesRegex(results.WrongRequest, 'has no column "makespan_s"'):
            published_points.of_columns(self.folder, self.of, self.rows)

    def test_a_panel_shows_what_belongs_to_it(self):
        star = {"workers": 2, "model": "m"}
        self.assertTrue(published_points.belongs(star, "model", self.rows))
        self.assertFalse(published_points.belongs({**star, "model": "n"}, "model", self.rows))
        self.assertTrue(published_points.belongs(star, "", self.rows))
        self.assertTrue(published_points.same(4e7, "40000000"))


if __name__ == "__main__":
    unittest.main()
