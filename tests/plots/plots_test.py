"""The figures' data against hand-made tables, and what the scripts do with a folder."""

import contextlib
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PLOTS = pathlib.Path(__file__).parent.parent.parent / "plots"
sys.path.insert(0, str(PLOTS))

import all_schemes
import amortisation
import breakdown
import client_server
import columns
import compression
import deepthings
import delivery
import dense
import edgeld
import gantt
import heterogeneous
import layers
import medium
import memory
import readings
import reference
import replications
import results
import samos
import sensitivity
import speedup
import style

HEADER = ("model,platform,workers,conv_partition,delivery_mode,delivery_via,transfers,wakeup,status,compute_s,"
          "page_in_s,wakeup_s,transmission_s,idle_s,makespan_s,alone_s,speedup_compute,speedup_total\n")


def row(workers, scheme, compute, total, status="ok", idle=0):
    return (f"vgg16,p,{workers},{scheme},halo,peer,serial,none,{status},4,1,2,3,{idle},{10 + idle},16,"
            f"{compute},{total}\n")


TABLE = HEADER + row(2, "bodp", 2.5, 2.25) + row(1, "bodp", 1, 0.9) + row(2, "grid_2d", 2.4, 1.5) + row(
    1, "grid_2d", 1, 0.8) + row(4, "bodp", 9, 9, "failed")


class Plots(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, text):
        (self.folder / "summary.csv").write_text(text)

    def run_script(self, name):
        return subprocess.run([sys.executable, "-B", PLOTS / f"{name}.py", self.folder], capture_output=True, text=True)

    def columns(self, *options, look=()):
        """What a figure of columns draws: the axes, and the exit of plots/draw.py."""
        return subprocess.run([sys.executable, "-B", PLOTS / "draw.py", self.folder, *look, "--columns", *options],
                              capture_output=True, text=True)

    def test_columns_draw_any_two_columns(self):
        self.write(TABLE)
        done = self.columns("--kind=line", "--x=workers", "--y=speedup_total", "--series=conv_partition", look=["--format=svg"])
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue((self.folder / "figures/speedup_total_by_workers.svg").is_file())
        self.assertFalse((self.folder / "figures/speedup_total_by_workers.pdf").exists())

    def test_columns_that_are_not_there_are_refused_by_the_nearest(self):
        self.write(TABLE)
        done = self.columns("--kind=line", "--x=worker", "--y=speedup_total")
        self.assertEqual(done.returncode, 2)
        self.assertIn('--x: there is no column "worker"; did you mean "workers"?', done.stderr)
        done = self.columns("--kind=line", "--x=workers", "--y=model")
        self.assertEqual(done.returncode, 2)
        self.assertIn('--y: the column "model" holds no numbers', done.stderr)

    def test_columns_never_average_over_settings(self):
        self.write(TABLE)
        done = self.columns("--kind=bar", "--x=workers", "--y=speedup_total")
        self.assertEqual(done.returncode, 3)
        self.assertIn("/partition/conv varies too", done.stderr)

    def test_the_front_holds_what_no_other_beats(self):
        self.assertEqual(columns.front_of([(3, 1), (1, 5), (2, 5), (2, 2), (4, 1)]), [(1, 5), (2, 2), (3, 1)])

    def test_series_are_sorted_and_leave_failures_out(self):
        self.write(TABLE)
        lines = speedup.lines(results.points(self.folder), "speedup_total")
        none = [[0, 0], [0, 0]]
        self.assertEqual(lines, ({"BODP": ([1, 2], [0.9, 2.25], none), "2-D grid": ([1, 2], [0.8, 1.5], none)}, ""))

    def test_two_replications_spread_from_the_smallest_to_the_largest(self):
        self.write(HEADER + row(1, "bodp", 1, 1) + row(2, "bodp", 2, 1.5) +
                   row(2, "bodp", 2, 4).replace(",ok,4,", ",ok,7,"))
        rows = results.points(self.folder)
        self.assertEqual(speedup.lines(rows, "speedup_total"), (
            {"BODP": ([1, 2], [1, 2.75], [[0, 1.25], [0, 1.25]])},
            "bars: smallest to largest of 2 replications, around their mean"))
        self.assertEqual(breakdown.bars(rows)[1][2]["compute_s"], 5.5)

    def test_three_replications_have_a_confidence_interval(self):
        # 1, 2, 3: standard deviation 1, so 4.303 / sqrt(3) around 2.
        frame = style.pd.DataFrame({"x": [5, 5, 5, 6], "y": [1, 2, 3, 9]})
        table, words = replications.intervals(frame, "x", "y")
        self.assertEqual(words, "bars: 95 % confidence interval of the mean of 3 replications")
        self.assertEqual(table["mean"].tolist(), [2, 9])
        self.assertAlmostEqual(table["below"][5], 4.303 / 3**0.5)
        self.assertEqual((table["above"][5], table["below"][6]), (table["below"][5], 0))

    def test_bars_say_what_they_are(self):
        cases = (([1], ""), ([1, 1, 1], ""), ([1, 2], "bars: smallest to largest of 2 replications, around their mean"),
                 ([1, 2, 2, 2, 2], "bars: 95 % confidence interval of the mean of 5 replications"))
        for values, words in cases:
            frame = style.pd.DataFrame({"x": 1, "y": values})
            self.assertEqual(replications.intervals(frame, "x", "y")[1], words)
        frame = style.pd.DataFrame({"x": [1, 1, 2, 2, 2], "y": range(5)})
        self.assertIn("smallest to largest of 2 to 3 replications", replications.intervals(frame, "x", "y")[1])
        self.assertEqual(replications.averaged(frame, "x", "y"), "means of 2 to 3 replications")
        self.assertEqual(replications.averaged(frame.assign(y=1), "x", "y"), "")

    def test_student_s_t_goes_on_beyond_its_table(self):
        # Published tables: 60, 120 and 1000 degrees of freedom.
        for freedom, value in ((1, 12.706), (30, 2.042), (60, 2.000), (120, 1.980), (1000, 1.962)):
            self.assertAlmostEqual(replications.t95(freedom), value, delta=0.001)

    def swept(self, pointer, values):
        """One and two workers for each value of a swept pointer, which has a column at the end."""
        header = HEADER.replace("\n", f",{pointer}\n")
        lines = [row(n, "bodp", n, n).replace("\n", f",{v}\n") for n in (1, 2) for v in values]
        self.write(header + "".join(lines))

    def test_whatever_else_varies_makes_a_series(self):
        self.swept("/platform/medium/goodput_bps", (2e7, 4e7))
        names = [series for _, series, _ in breakdown.bars(results.points(self.folder))]
        self.assertEqual(names, ["BODP, goodput bps=2e+07", "BODP, goodput bps=4e+07"] * 2)
        both = TABLE + TABLE.replace(HEADER, "").replace("halo", "map_reduce")
        self.write(both)
        self.assertEqual(list(speedup.lines(results.points(self.folder), "speedup_total")[0]),
                         ["BODP, halo", "2-D grid, halo", "BODP, map reduce", "2-D grid, map reduce"])

    def test_a_column_that_follows_the_number_of_workers_makes_no_series(self):
        self.write(HEADER.replace("\n", ",/platform/workers/0/count\n") +
                   "".join(row(n, "bodp", n, n).replace("\n", f",{n}\n") for n in (1, 2)))
        self.assertEqual(list(speedup.lines(results.points(self.folder), "speedup_total")[0]), ["BODP"])

    def test_more_series_than_colours_are_not_drawn(self):
        self.swept("/seed_of_something", range(7))
        ended = self.run_script("speedup")
        self.assertEqual(ended.returncode, 3)
        self.assertIn("7 series are more than", ended.stderr)
        self.assertIn("--set /seed_of_something=0", ended.stderr)

    def test_names_cut_to_the_same_words_stay_apart(self):
        self.swept("/model/name", ["a" * 100 + str(i) for i in range(3)])
        names = list(speedup.lines(results.points(self.folder), "speedup_total")[0])
        self.assertEqual(len(set(names)), 3)
        self.assertTrue(all(len(name) < 60 for name in names), names)

    def test_names_are_shown_as_they_are(self):
        for words, shown in (("vgg16", "vgg16"), ("$a^2$", "$a^2$"), ("_x", "\u2009_x"), ("a\tb\x1b", "a\ufffdb\ufffd"),
                             ("\u202ex", "\ufffdx"), ("x" * 99, "x" * 31 + "\u2026"), ("", ""), ("\\frac{", "\\frac{")):
            self.assertEqual(style.text(words), shown)

    def test_keys_are_shown_with_their_units(self):
        for key, shown in (("distance_m", "distance (m)"), ("goodput_bps", "goodput (bit/s)"), ("count", "count"), ("s", "s"),
                           ("mean_error", "mean error")):
            self.assertEqual(style.with_unit(key), shown)

    def test_groups_of_bars_are_devices_where_the_workers_do_not_vary(self):
        header = HEADER.replace("\n", ",/platform/workers/0/device\n")
        self.write(header + "".join(row(4, "bodp", 1, 1).replace("\n", f",{phone}\n").replace(",none,", f",{wakeup},")
                                    for phone in ("b", "a") for wakeup in ("none", "per_message")))
        rows = results.points(self.folder)
        self.assertEqual(breakdown.grouping(rows), "/platform/workers/0/device")
        self.assertEqual([bar[:2] for bar in breakdown.bars(rows, "/platform/workers/0/device")],
                         [("b", "BODP, none"), ("b", "BODP, per message"), ("a", "BODP, none"), ("a", "BODP, per message")])

    def test_bars_come_by_workers_then_series(self):
        self.write(TABLE)
        bars = breakdown.bars(results.points(self.folder))
        self.assertEqual([bar[:2] for bar in bars], [(1, "BODP"), (1, "2-D grid"), (2, "BODP"), (2, "2-D grid")])
        self.assertEqual(bars[0][2], {"compute_s": 4, "page_in_s": 1, "wakeup_s": 2, "transmission_s": 3, "idle_s": 0})

    def test_idle_time_is_drawn_where_it_is_more_than_rounding(self):
        busy = ["compute_s", "page_in_s", "wakeup_s", "transmission_s"]
        for idle, drawn in ((0, busy), (1e-9, busy), (1e-7, busy + ["idle_s"]), (5, busy + ["idle_s"])):
            self.write(HEADER + row(1, "bodp", 1, 1) + row(2, "bodp", 2, 2, idle=idle))
            parts = breakdown.parts_of(results.points(self.folder))
            self.assertEqual([part for part, *_ in parts], drawn, idle)
        self.write(HEADER + row(1, "bodp", 1, 1) + row(2, "bodp", 2, 2, "failed", idle=5))
        self.assertEqual(len(breakdown.parts_of(results.points(self.folder))), 4)

    def named(self, published):
        self.write_file("experiment.resolved.json", json.dumps({"published": published} if published else {}))

    def test_published_points_where_the_experiment_names_them(self):
        self.write(TABLE)
        drawn = []
        star, style.star = style.star, lambda axes, *point: drawn.append(point)
        self.addCleanup(setattr, style, "star", star)
        mine = [(2, 2.17, True), (4, 4.28, False), (2, 1.53, False), (3, 1.67, False), (4, 2.03, False)]
        for published, points in (("modnn_2017", mine), (["edgeld_2020", "modnn_2017"], mine), (None, []),
                                  ("edgeld_2020", []), ("../modnn_2017", []), ([], [])):
            drawn.clear()
            self.named(published)
            self.draw(speedup)
            self.assertEqual(drawn, points, published)

    def test_a_new_publication_is_a_file_alone(self):
        count = "/platform/workers/0/count"

        def row(column, published, workers, **more):
            return {"unit": "x", "column": column, "published": published, "point": {count: workers}, **more}

        file = {"fast": {"a/b": [1.5, 2.5]}, "claims": [
            {"experiment": "mine", "rows": [
                row("speedup_total", "/fast/a~1b/0", 2, split="calibrated"), row("speedup_total", "/fast/a~1b/1", 3),
                row("speedup_total", "/fast/a~1b/1", 3), row("makespan_s", "/fast/a~1b/1", 4),
                row("speedup_total", "/fast/a~1b/1", 5, unit="%"), row("speedup_total", "/fast/a~1b/1", 6, form="ratio"),
                {**row("speedup_total", "/fast/a~1b/0", 7), "point": {}}]},
            {"experiment": "other", "point": {count: 9}, "rows": [
                row("speedup_total", "/fast/a~1b/0", 8), {**row("speedup_compute", "/fast/a~1b/1", 9), "point": {}}]}]}
        folder = self.folder / "published"
        folder.mkdir()
        self.addCleanup(setattr, results, "PUBLISHED", results.PUBLISHED)
        results.PUBLISHED = folder
        (folder / "somebody.json").write_text(json.dumps(file))
        drawn = []
        star, style.star = style.star, lambda axes, *point: drawn.append(point)
        self.addCleanup(setattr, style, "star", star)
        self.write(TABLE)
        own, others = [(2, 1.5, True), (3, 2.5, False)], [(8, 1.5, False)]
        # Nothing of "mine" is about computing alone: there the other experiment's claim stands.
        for name, points in (("mine", own), ("other", others), ("third", own + others)):
            drawn.clear()
            self.write_file("experiment.resolved.json", json.dumps({"name": name, "published": ["somebody", "x", 3]}))
            self.draw(speedup)
            self.assertEqual(drawn, [(9, 2.5, False), *points], name)
        for wrong in ({"claims": 3}, {"claims": [{}]}, {"claims": [{"experiment": "e", "rows": [{}]}]},
                      {"claims": [{"experiment": "e", "rows": [row("speedup_total", "/gone", 2)]}]}):
            (folder / "somebody.json").write_text(json.dumps(wrong))
            with self.assertRaisesRegex(results.WrongInput, "somebody.json: its claims are wrong"):
                speedup.main(self.folder)

    def test_claims_are_of_one_column_unit_and_place(self):
        self.named(["edgeld_2020", "deepthings_2018", "modnn_2017"])
        fast = [(1, 23.69, True), (2, 13.5, False), (3, 9.22, False), (4, 7.58, False)]
        slow = [(1, 24.57, False), (2, 14.07, False), (3, 9.5, False), (4, 8.78, False)]
        for goodput, points in ((9.4e8, fast), (9.4e7, slow), (1e6, [])):
            self.assertEqual(results.claims(self.folder, "makespan_s", "s", {edgeld.GOODPUT: goodput}), points)
        for column, unit, values, fitted in (("makespan_s", "s", (17.0, 10.2, 8.6, 7.7, 7.8, 8.1), 2),
                                             ("message_bytes", "MiB", (9.9, 11.0, 12.9, 14.0, 17.1, 19.6), 0)):
            self.assertEqual(results.claims(self.folder, column, unit, plus="source_message"),
                             [(n, value, n <= fitted) for n, value in enumerate(values, 1)])
        self.assertEqual(results.claims(self.folder, "halo_serial_s", "%", form="reduction"), [(4, 0.3002, False)])

    def test_axes_hold_every_published_point(self):
        # 4.28 with 4 workers is far above the curves of 1 and 2.
        self.write(HEADER + row(1, "bodp", 1, 0.5) + row(2, "bodp", 1.1, 0.6))
        self.named("modnn_2017")
        limits, save = [], style.save
        style.save = lambda figure, *_: limits.extend((axes.get_xlim(), axes.get_ylim()) for axes in figure.axes)
        self.addCleanup(setattr, style, "save", save)
        speedup.main(self.folder)
        for x, y in limits:
            self.assertTrue(x[0] < 1 and x[1] > 4 and y[1] > 4.28, (x, y))

    def test_scripts_write_the_same_bytes_twice(self):
        self.write(TABLE)
        for name in ("speedup", "breakdown"):
            files = [self.folder / "figures" / f"{name}.{kind}" for kind in ("pdf", "png")]
            first = []
            for turn in range(2):
                ended = self.run_script(name)
                self.assertEqual(ended.returncode, 0, ended.stderr)
                self.assertTrue(all(file.stat().st_size > 5000 for file in files))
                if turn == 0:
                    first = [file.read_bytes() for file in files]
            self.assertEqual([file.read_bytes() for file in files], first)

    def test_one_number_of_workers_is_no_curve(self):
        self.write(HEADER + row(2, "bodp", 2, 2))
        ended = self.run_script("speedup")
        self.assertEqual(ended.returncode, 3)
        self.assertIn("not drawn: needs at least two numbers of workers", ended.stderr)
        self.assertFalse((self.folder / "figures").exists())

    def test_a_bitmap_is_a_column_wide(self):
        self.write(TABLE)
        for name in ("speedup", "breakdown"):
            self.run_script(name)
            header = (self.folder / "figures" / f"{name}.png").read_bytes()[:24]
            self.assertEqual(int.from_bytes(header[16:20], "big"), 1020)  # IHDR: 3.4 inch at 300 dpi

    def write_file(self, name, text):
        (self.folder / name).write_text(text)

    def draw(self, module):
        with contextlib.redirect_stdout(io.StringIO()):
            module.main(self.folder)
        name = module.__name__
        for kind in ("pdf", "png"):
            self.assertGreater((self.folder / "figures" / f"{name}.{kind}").stat().st_size, 5000)

    def test_deepthings_adds_the_message_of_the_data_source(self):
        self.write("workers,status,makespan_s,message_bytes\n2,ok,6,1048576\n1,ok,10,0\n")
        phone = {"radio": {"wake_to_send_s": 1, "wake_to_receive_s": 2}}
        resolved = {"model": {"input": {"channels": 3, "height": 608, "width": 608}}, "published": "deepthings_2018",
                    "platform": {"group_owner": {"device": phone},
                                 "medium": {"goodput_bps": 8 * 4 * 3 * 608 * 608, "message_overhead_s": 0.5}}}
        self.write_file("experiment.resolved.json", json.dumps(resolved))
        boards, latency, traffic = deepthings.curves(results.points(self.folder), self.folder)
        image_mib = 4 * 3 * 608 * 608 / 2**20
        self.assertEqual((boards, latency), ([1, 2], [14.5, 10.5]))  # 1 s on the air, 0.5 s, 1 s and 2 s
        self.assertEqual(traffic, [image_mib, 1 + image_mib])
        self.draw(deepthings)

    def test_samos_curves_are_of_the_part_that_is_split_alone(self):
        ways = (("lop", "{}"), ("lop", '{""conv19"":""lip"",""conv3"":""lip""}'), ("samos", "{}"))
        self.write("workers,status,model,conv_partition,/partition/layers,makespan_s,message_bytes\n" + "".join(
            f'{n},ok,{model},{scheme},"{layers}",{n + i},{1e6 * n * i}\n' for i, (scheme, layers) in enumerate(ways, 1)
            for n in (5, 2) for model in ("yolov2_tail", "yolov2")))
        self.assertEqual(samos.curves(results.points(self.folder)),
                         [("all by outputs", [2, 5], [2, 5], [3, 6]), ("19 3 by inputs", [2, 5], [4, 10], [4, 7]),
                          ("fewest bytes", [2, 5], [6, 15], [5, 8])])
        self.write_file("experiment.resolved.json", json.dumps({"published": "samos_2019"}))
        self.draw(samos)

    def test_the_best_scheme_of_every_setting_is_named_beside_auto(self):
        header = "model,baseline_device,medium,devices,workers,group_owner_computes,conv_partition,status,makespan_s,alone_s\n"
        two, four, slower = "p + 1 x p + 0 x p", "p + 3 x p + 0 x p", "p + 1 x p + 2 x p"
        times = ((two, 1, "bodp", 8), (two, 1, "fused:2", 6), (two, 1, "auto", 5), (four, 3, "bodp", 12), (four, 3, "local", 10),
                 (four, 3, "auto", 10), (slower, 3, "auto", 5), (slower, 3, "bodp", 4), ("p", 0, "bodp", 10))
        self.write(header + "".join(f"vgg16,p,air,{devices},{workers},true,{scheme},ok,{seconds},10\n"
                                    for devices, workers, scheme, seconds in times))
        found = all_schemes.cells(results.points(self.folder))
        self.assertEqual(found[["phones", "kinds", "winner", "best_s", "auto_s", "gain"]].values.tolist(),
                         [[2, 1, "fused:2", 6, 5, 1.2], [4, 1, "one phone", 10, 10, 1], [4, 2, "BODP", 4, 5, 0.8]])
        self.draw(all_schemes)
        text = (self.folder / "figures" / "all_schemes.md").read_text()
        self.assertIn("0.986 times as fast in the geometric mean, 0.800 at least, 1.200 at most; behind in 1, ahead in 1. "
                      "One phone alone is best in 1,", text)  # 0.986: cube root of 1.2 x 1 x 0.8
        self.assertIn("| vgg16 | p | air | 4, of 2 speeds | BODP | 4 | 5 | 0.800 | 10 |\n", text)

    def test_deepthings_sends_the_message_twice_with_a_router_and_tells_schemes_apart(self):
        self.write("workers,status,conv_partition,makespan_s,message_bytes\n1,ok,ftp:3,10,0\n2,ok,ftp:3,6,0\n1,ok,ftp:4,20,0\n")
        phone = {"radio": {"wake_to_send_s": 1, "wake_to_receive_s": 2}}
        resolved = {"model": {"input": {"channels": 3, "height": 608, "width": 608}}, "published": "deepthings_ftp_2018",
                    "platform": {"group_owner": {"device": phone}, "access_point": "router",
                                 "medium": {"goodput_bps": 8 * 4 * 3 * 608 * 608, "message_overhead_s": 0.5}}}
        self.write_file("experiment.resolved.json", json.dumps(resolved))
        series = deepthings.series(results.points(self.folder))
        self.assertEqual([(name, where) for name, _, where in series],
                         [(scheme, {"/partition/conv": scheme}) for scheme in ("ftp:3", "ftp:4")])
        self.assertEqual(deepthings.curves(series[1][1], self.folder)[:2], ([1], [25.5]))  # 2 s on the air
        self.draw(deepthings)

    def test_stolen_tiles_of_one_image_need_no_message_of_the_source(self):
        self.write("workers,status,conv_partition,tiles,workload_images,makespan_s,latency_max_s,message_bytes\n" + "".join(
            f"{n},ok,ftp:3,{tiles},{images},99,{seconds},{images * 1048576}\n" for n, tiles, images, seconds in (
                (2, "stolen", 1, 6), (1, "stolen", 1, 10), (2, "stolen", 2, 11), (2, "stolen_reused", 1, 5), (1, "stolen_reused", 1, 7))))
        self.write_file("experiment.resolved.json", json.dumps({"name": "deepthings_steal", "published": "deepthings_ftp_2018"}))
        series = deepthings.series(results.points(self.folder))
        self.assertEqual([where for _, _, where in series],
                         [{"/delivery/tiles": tiles, "/workload/images": 1} for tiles in ("stolen", "stolen_reused")])
        self.assertEqual([deepthings.curves(rows, self.folder) for _, rows, _ in series],
                         [([1, 2], [10, 6], [1, 1]), ([1, 2], [7, 5], [1, 1])])
        self.assertIn((2, 13.42, False), results.claims(self.folder, "latency_max_s", "s", where=series[0][2]))
        self.draw(deepthings)

    def test_edgeld_curves_are_of_one_bandwidth_and_delivery(self):
        schemes = {"halo": "bodp", "map_reduce": "bodp"}
        for rate_column in (edgeld.GOODPUT, edgeld.UPLINK):
            self.write(f"workers,status,makespan_s,delivery_mode,conv_partition,{rate_column}\n" + "".join(
                f"{n},ok,{rate / 1e7 + n},{mode},{schemes[mode]},{rate}\n" for mode in schemes for rate in (9.4e7, 9.4e8)
                for n in (2, 1)))
            rows = results.points(self.folder)
            self.assertEqual(edgeld.told_apart(rows), "delivery_mode")
            self.assertEqual(edgeld.curve(rows, rate_column, 9.4e8, "delivery_mode", "halo"), ([1, 2], [95, 96]))
            self.draw(edgeld)
        rows = rows.assign(conv_partition=["bodp", "fused:all"] * 4, delivery_mode="halo")
        self.assertEqual(edgeld.told_apart(rows), "conv_partition")
        with self.assertRaisesRegex(results.DoesNotApply, "knows bodp and fused:all of /partition/conv, not grid_2d"):
            edgeld.told_apart(rows.assign(conv_partition=["bodp", "grid_2d"] * 4))

    def write_readings(self, kinds=("{}", "{}")):
        """Two readings of two networks on 2 and 4 workers: of the second reading everything takes twice as long."""
        summary = ("point_id,model,workers,conv_partition,access_point,sync,status,halo_serial_s,speedup_compute,speedup_total,"
                   "/partition/kinds,/platform/medium/goodput_bps\n")
        layers = "point_id,layer,wakeup_serial_s,transmission_serial_s\n"
        for reading, (cell, sync, goodput) in enumerate((("router", "none", 4e7), ("group_owner", "layer", 3.6e7))):
            for model in ("a", "b"):
                for workers in (2, 4):
                    for scheme, seconds in (("bodp", 3), ("grid_2d", 4)):
                        point = f"{reading}{model}{workers}{scheme}"
                        of_conv = seconds + (model == "b")
                        summary += (f"{point},{model},{workers},{scheme},{cell},{sync},ok,{(1 + reading) * seconds},{workers + 0.5},"
                                    f"{workers / (1 + reading)},\"{kinds[reading]}\",{goodput}\n")
                        layers += "".join(f"{point},{layer},{wakeup},{of_conv - 1}\n"
                                          for layer, wakeup in (("conv1", 99), ("conv2", 1), ("pool2", 7), ("fc", 7)))
        self.write(summary)
        self.write_file("layers.csv", layers)

    def test_readings_are_what_varies_beside_the_network_and_the_cluster(self):
        self.write_readings()
        found = readings.figures(self.folder)
        # 3 against 4 s; the first layer, the pools and the dense layers are no halos of convolutions.
        self.assertEqual([(one["reading"], one["model"], one["cut"], one["conv_cut"]) for one in found],
                         [("router", "a", 0.25, 0.25), ("router", "b", 0.25, 1 - 4 / 5),
                          ("owner's cell, lock-step, 36 Mbit/s", "a", 0.25, 0.25),
                          ("owner's cell, lock-step, 36 Mbit/s", "b", 0.25, 1 - 4 / 5)])
        self.assertEqual(found[2]["compute"], {2: 2.5, 4: 4.5})
        self.assertEqual(found[2]["total"], {2: 1, 4: 2})
        self.draw(readings)
        self.named("modnn_2017")
        self.draw(readings)
        text = (self.folder / "figures" / "readings.md").read_text().splitlines()
        self.assertEqual(text[2], "| published |  | 30.0 |  |  |  | 1.53 | 2.03 |  |")
        # 2 against 1.53 is 30.7 % too much, 4 against 2.03 97.0 %.
        self.assertEqual(text[3], "| router | a | 25.0 | 25.0 | 2.50 | 4.50 | 2.00 | 4.00 | 63.9 |")
        self.assertEqual(len(text), 7)

    def test_readings_need_both_partitions_and_one_point_each(self):
        self.write_readings(('{""max_pool"":""local""}', "{}"))
        self.assertEqual(readings.figures(self.folder)[0]["reading"], "router, pools at owner")
        lines = (self.folder / "summary.csv").read_text().splitlines(True)
        self.write("".join(line for line in lines if "grid_2d" not in line))
        self.assertIn("not drawn: needs bodp and grid_2d", self.run_script("readings").stderr)

    def test_delivery_leaves_out_the_first_layer_and_what_is_not_cut(self):
        lines = "point_id,layer,wakeup_serial_s,transmission_serial_s\n"
        for scheme, seconds in (("bodp", 1), ("grid_2d", 3)):
            for layer in ("conv1", "conv2", "pool2", "fc"):
                lines += f"4{scheme},{layer},{seconds},2\n2{scheme},{layer},9,9\n"
        self.write_file("layers.csv", lines)
        self.write("point_id,workers,conv_partition,status,halo_serial_s\n4bodp,4,bodp,ok,3\n4grid_2d,4,grid_2d,ok,4\n"
                   "2bodp,2,bodp,ok,3\n2grid_2d,2,grid_2d,ok,3\n")
        rows = results.points(self.folder)
        self.assertEqual(delivery.per_layer(self.folder, rows, "grid_2d").to_dict("index"),
                         {name: {"wakeup_serial_s": 3, "transmission_serial_s": 2} for name in ("conv2", "pool2")})
        self.assertEqual(delivery.less(rows), {4: 0.25})
        words = "BODP saves 25.0 % with 4 workers"
        for published, title in ((None, words), ("modnn_2017", words + "; published: 30.0 %")):
            self.named(published)
            self.assertEqual(delivery.title(rows, self.folder), title)
        self.draw(delivery)

    def test_dense_curves_run_over_the_sparsity(self):
        self.write("workers,status,dense_partition,message_bytes,peak_memory_bytes,/model/layers/0/density\n" + "".join(
            f"{n},ok,{scheme},{n * 1e6 * density},5e6,{density}\n" for scheme in dense.SCHEMES
            for density in (0.25, 0.5) for n in (2, 4)))
        self.assertEqual(dense.curve(results.points(self.folder), "/model/layers/0/density", "mscc", "message_bytes", 4), ([50, 75], [2, 1]))
        self.draw(dense)

    def test_memory_is_of_the_worker_that_needs_most(self):
        self.write("point_id,model,workers,status,makespan_s\na,m,2,ok,1\nb,m,1,ok,1\n")
        self.write_file("devices.csv", "point_id,model,workers,device,memory_bytes\na,m,2,group_owner,9e9\n"
                        "a,m,2,worker1,1e6\na,m,2,worker2,3e6\nb,m,1,group_owner,9e9\nb,m,1,worker1,7e6\n"
                        "other,m,1,worker1,99e6\n")
        phone = {"device": {"name": "p", "available_bytes": 5e6}}
        self.write_file("experiment.resolved.json", json.dumps({"platform": {"workers": [phone]}}))
        table = memory.fullest(self.folder, results.points(self.folder))
        self.assertEqual(table.to_dict("split")["data"], [["m", 2, 3], ["m", 1, 7]])
        self.assertEqual(memory.rooms(self.folder), {"p": 5})
        self.draw(memory)

    def test_layers_that_take_no_time_are_left_out(self):
        self.write("point_id,workers,status,makespan_s\np,1,ok,1\nq,4,ok,1\n")
        self.write_file("layers.csv", "point_id,workers,layer,critical_compute_s,critical_page_in_s,critical_wakeup_s,"
                        "critical_transmission_s\n"
                        "p,1,a,1,0,0,0\np,1,b,0,0,0,0\nq,4,a,0,0,0,2\nq,4,b,0,0,0,0\n")
        table = layers.seconds(self.folder, results.points(self.folder))
        self.assertEqual(list(table.index), [(1, "a"), (4, "a")])
        self.draw(layers)

    def test_volumes_are_of_the_feasible_methods(self):
        (self.folder / "reference.csv").write_text(
            "matrix,workers,shares,seed,method,volume_values,imbalance,feasible\n"
            "m,2,equal,1,mscc+fgcp,8,0,true\nm,2,equal,1,metis_cut,9,0,true\n"
            "m,2,equal,1,metis_volume,7,0.2,false\nm,2,equal,1,sklearn,12,0,true\n")
        volumes = reference.load(self.folder)
        self.assertEqual(volumes.to_dict("records"), [{"metis_cut": 9, "mscc+fgcp": 8, "sklearn": 12}])
        self.draw(reference)

    def test_wrong_input_ends_with_one_line(self):
        failed = HEADER + row(4, "bodp", 9, 9, "failed")
        cases = ((None, "there is no such file"), ("", "the file is empty"), (HEADER, "no point succeeded"),
                 (failed, "no point succeeded"))
        for text, message in cases:
            (self.folder / "summary.csv").unlink(missing_ok=True)
            if text is not None:
                self.write(text)
            ended = self.run_script("breakdown")
            self.assertEqual(ended.returncode, 1, ended.stderr)
            self.assertIn(message, ended.stderr)
            self.assertEqual(ended.stderr.count("\n"), 1, ended.stderr)
        ended = subprocess.run([sys.executable, "-B", PLOTS / "speedup.py"], capture_output=True, text=True)
        self.assertEqual((ended.returncode, ended.stderr), (2, "usage: speedup.py RESULT_SET_DIR\n"))
        self.assertFalse((self.folder / "figures").exists())

    def test_the_lone_phone_is_no_bar(self):
        self.write(HEADER + row(0, "bodp", 1, 1))
        for name in ("speedup", "breakdown"):
            ended = self.run_script(name)
            self.assertEqual(ended.returncode, 3, ended.stderr)
            self.assertIn("not drawn: needs", ended.stderr)

    def trace(self, name, makespan_s=2):
        """Two phones: one sends from 0 to 1 s what the other computes from 1 to 2 s, and begins to answer meanwhile."""
        events = []
        for phone, process in (("group_owner", 1), ("worker1", 3)):
            events += [{"ph": "M", "name": name, "pid": process, "tid": process + i, "args": {"name": text}}
                       for name, i, text in (("process_name", 0, phone), ("thread_name", 0, "processor"),
                                             ("thread_name", 1, "radio"))]
        for process, thread, activity, category, begin, end in (
                (1, 2, "transmit", "transmit", 0, 1), (3, 4, "receive", "receive", 0, 1),
                (3, 3, "compute", "compute", 1, 2), (3, 4, "transmit", "hidden", 1.5, 2)):
            events.append({"ph": "X", "name": f"{activity} conv", "cat": category, "pid": process, "tid": thread,
                           "ts": begin * 1e6, "dur": (end - begin) * 1e6,
                           "args": {"activity": activity, "layer": "conv"}})
        events.append({"ph": "s", "id": 1, "name": "scatter conv", "cat": "message", "pid": 1, "tid": 2, "ts": 0})
        (self.folder / "traces").mkdir(exist_ok=True)
        path = self.folder / "traces" / f"{name}.json"
        path.write_text(json.dumps({"otherData": {"makespan_s": makespan_s}, "traceEvents": events}))
        return path

    def test_gantt_has_the_radio_beside_the_processor(self):
        lanes, makespan_s = gantt.load(self.trace("a"))
        self.assertEqual(makespan_s, 2)
        self.assertEqual(lanes, {
            ("group_owner", "processor"): {}, ("group_owner", "radio"): {("transmit", None): [(0, 1)]},
            ("worker1", "processor"): {("compute", None): [(1, 1)]},
            ("worker1", "radio"): {("receive", None): [(0, 1)], ("transmit", None): [(1.5, 0.5)]}})

    def test_gantt_draws_the_first_traced_point_of_the_sweep(self):
        (self.folder / "index.json").write_text(json.dumps({"points": ["c", "b", "a", "b"]}))
        ended = self.run_script("gantt")
        self.assertEqual(ended.returncode, 3, ended.stderr)
        self.assertIn("not drawn: there are no traces; modnn run --trace writes them", ended.stderr)
        self.trace("b")
        self.trace("other")  # of another sweep of the same name
        ended = self.run_script("gantt")
        self.assertEqual(ended.stdout, f"{self.folder / 'figures' / 'gantt.pdf'}\n", ended.stderr)
        self.trace("a")
        ended = self.run_script("gantt")
        self.assertIn("2 points have traces, b.json is the first of the sweep and drawn", ended.stdout)
        header = (self.folder / "figures" / "gantt.png").read_bytes()[:24]
        self.assertEqual(int.from_bytes(header[16:20], "big"), 1020)

    def test_gantt_draws_one_file(self):
        path = self.trace("a")
        command = [sys.executable, "-B", PLOTS / "gantt.py", path]
        self.assertEqual(subprocess.run(command, capture_output=True).returncode, 0)
        self.assertTrue((self.folder / "figures" / "gantt_a.png").is_file())
        path.write_text("{}")
        ended = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual((ended.returncode, ended.stderr),
                         (1, f"plots/gantt.py: {path}: not a trace that modnn run --trace has written\n"))
        self.assertIn("run the experiment first", self.run_script("gantt").stderr)

    def test_amortisation_counts_whole_inferences(self):
        # 10 s to hand out, 4 s saved each time: 3 inferences; a slower cluster never pays.
        self.assertEqual(amortisation.pays_from({"alone_s": 16, "makespan_s": 12, "deployment_s": 10}), 3)
        self.assertEqual(amortisation.pays_from({"alone_s": 16, "makespan_s": 17, "deployment_s": 10}), float("inf"))

    def test_sensitivity_finds_where_curves_cross(self):
        # 4 - x and x meet at 2.
        self.assertEqual(sensitivity.crossing([0, 1, 4], [4, 3, 0], [0, 1, 4]), 2)
        self.assertIsNone(sensitivity.crossing([0, 1], [2, 2], [1, 1]))

    def test_sensitivity_takes_whatever_number_is_swept(self):
        radio = dict(zip(sensitivity.WAKE, ([0.01, 0.02], [0.02, 0.04])))
        group = "/platform/workers/0/"
        for columns, x, name, unit in (
                (radio, [30, 60], "wake-up of sender and receiver", "ms"),
                ({sensitivity.WAKE[0]: [0.01, 0.02]}, [10, 20], "wake to send", "ms"),
                ({group + "rate_bps": [5e6, 1e7]}, [5, 10], "rate of the links", "Mbit/s"),
                ({group + "device/available_bytes": [1e9, 5e8]}, [1000, 500], "available", "MB"),
                ({group + "speed_factor": [1, 2]}, [1, 2], "speed factor", ""),
                ({group + "count": [1, 2]}, [1, 2], "workers", ""),
                ({"/x/latency_s": [1, 2]}, [1, 2], "latency", "s"),
                ({"weight_bits": [8, 32]}, [8, 32], "weight", "bit"), ({"compute_sigma": [0, 0.1]}, [0, 0.1], "compute sigma", ""),
                ({"/x/latency_s": [1, 2], "/x/via": ["a", "b"]}, [1, 2], "latency", "s")):
            frame = style.pd.DataFrame({"conv_partition": "bodp", **columns, "status": "ok"})
            rows, _, *found = sensitivity.with_x(frame)
            self.assertEqual([round(value, 9) for value in rows["x"]], x)
            self.assertEqual(found, [name, unit])

    def test_sensitivity_says_what_it_needs(self):
        self.write(TABLE)
        self.assertIn("needs a swept number", self.run_script("sensitivity").stderr)

    def test_client_server_takes_the_best_cut_of_each_bandwidth(self):
        rows = style.pd.DataFrame([(1e6, "offload:input", 8), (1e6, "offload:pool5", 5),
                                   (1e7, "offload:pool5", 4), (1e7, "offload:input", 2)],
                                  columns=[client_server.BANDWIDTH, "conv_partition", "makespan_s"])
        image, best, cuts = client_server.image_and_best(rows)
        self.assertEqual(image.to_dict(), {1e6: 8, 1e7: 2})
        self.assertEqual(best.to_dict(), {1e6: 5, 1e7: 2})
        self.assertEqual(cuts.to_dict(), {1e6: "pool5", 1e7: "input"})

    def test_heterogeneous_curve_is_sorted_by_speed(self):
        rows = style.pd.DataFrame([("BODP", 1, 6), ("BODP", 0.5, 8), ("2-D grid", 1, 7)],
                                  columns=["series", "speed", "makespan_s"])
        self.assertEqual(heterogeneous.curve(rows, "speed", "BODP"), ([0.5, 1], [8, 6]))

    def test_compression_names_weights_and_adds_up_dense_traffic(self):
        layer = "/model/layers/19"
        rows = style.pd.DataFrame([("a", '{"name":"fc6","kind":"dense"}', "output_split"),
                                   ("b", '{"name":"fc7","kind":"sparse_dense","blocks":4}', "mscc+fgcp")],
                                  columns=["point_id", layer, "dense_partition"])
        (self.folder / "layers.csv").write_text(
            "point_id,layer,message_bytes\na,conv1,1\na,fc6,10\na,fc7,100\nb,fc6,5\n")
        rows = compression.with_dense_traffic(rows, self.folder)
        self.assertEqual(rows["dense_bytes"].tolist(), [110, 5])
        self.assertEqual(rows["kind"].tolist(), ["full,\noutput split", "co-clustered,\nMSCC + FGCP"])

    def test_medium_draws_a_comparison(self):
        lines = [f"{n},{direction},{size},{n * size / 6e6},{n * size / 6.2e6}" for n in (1, 8)
                 for direction in ("up", "down", "both") for size in (10000, 5000000)]
        (self.folder / "medium_comparison.csv").write_text(
            "stations,direction,bytes,ns3_s,fluid_s\n" + "\n".join(lines) + "\n")
        self.assertEqual(len(medium.load(self.folder)), 12)
        ended = self.run_script("medium")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertTrue((self.folder / "figures" / "medium.pdf").is_file())

    def test_medium_says_where_the_comparison_comes_from(self):
        ended = self.run_script("medium")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("run ctest -L ns3 first", ended.stderr)


if __name__ == "__main__":
    unittest.main()
