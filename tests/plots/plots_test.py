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

import amortisation
import breakdown
import client_server
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
import reference
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
        return subprocess.run([sys.executable, PLOTS / f"{name}.py", self.folder], capture_output=True, text=True)

    def test_series_are_sorted_and_leave_failures_out(self):
        self.write(TABLE)
        lines = speedup.lines(style.load(self.folder), "speedup_total")
        none = [[0, 0], [0, 0]]
        self.assertEqual(lines, {"BODP": ([1, 2], [0.9, 2.25], none), "2-D grid": ([1, 2], [0.8, 1.5], none)})

    def test_replications_become_a_mean_and_its_spread(self):
        self.write(HEADER + row(1, "bodp", 1, 1) + row(2, "bodp", 2, 1.5) + row(2, "bodp", 2, 2) +
                   row(2, "bodp", 2, 4).replace(",ok,4,", ",ok,7,"))
        rows = style.load(self.folder)
        self.assertEqual(speedup.lines(rows, "speedup_total"), {"BODP": ([1, 2], [1, 2.5], [[0, 1], [0, 1.5]])})
        self.assertEqual(breakdown.bars(rows)[1][2]["compute_s"], 5)

    def swept(self, pointer, values):
        """One and two workers for each value of a swept pointer, which has a column at the end."""
        header = HEADER.replace("\n", f",{pointer}\n")
        lines = [row(n, "bodp", n, n).replace("\n", f",{v}\n") for n in (1, 2) for v in values]
        self.write(header + "".join(lines))

    def test_whatever_else_varies_makes_a_series(self):
        self.swept("/platform/medium/goodput_bps", (2e7, 4e7))
        names = [series for _, series, _ in breakdown.bars(style.load(self.folder))]
        self.assertEqual(names, ["BODP, goodput bps=2e+07", "BODP, goodput bps=4e+07"] * 2)
        both = TABLE + TABLE.replace(HEADER, "").replace("halo", "map_reduce")
        self.write(both)
        self.assertEqual(list(speedup.lines(style.load(self.folder), "speedup_total")),
                         ["BODP, halo", "2-D grid, halo", "BODP, map reduce", "2-D grid, map reduce"])

    def test_a_column_that_follows_the_number_of_workers_makes_no_series(self):
        self.write(HEADER.replace("\n", ",/platform/workers/0/count\n") +
                   "".join(row(n, "bodp", n, n).replace("\n", f",{n}\n") for n in (1, 2)))
        self.assertEqual(list(speedup.lines(style.load(self.folder), "speedup_total")), ["BODP"])

    def test_more_series_than_colours_are_not_drawn(self):
        self.swept("/seed_of_something", range(7))
        for name in ("speedup", "breakdown"):
            ended = self.run_script(name)
            self.assertEqual(ended.returncode, 0, ended.stderr)
            self.assertIn("7 series are more than", ended.stdout)

    def test_bars_come_by_workers_then_series(self):
        self.write(TABLE)
        bars = breakdown.bars(style.load(self.folder))
        self.assertEqual([bar[:2] for bar in bars], [(1, "BODP"), (1, "2-D grid"), (2, "BODP"), (2, "2-D grid")])
        self.assertEqual(bars[0][2], {"compute_s": 4, "page_in_s": 1, "wakeup_s": 2, "transmission_s": 3, "idle_s": 0})

    def test_idle_time_is_drawn_where_it_is_more_than_rounding(self):
        busy = ["compute_s", "page_in_s", "wakeup_s", "transmission_s"]
        for idle, drawn in ((0, busy), (1e-9, busy), (1e-7, busy + ["idle_s"]), (5, busy + ["idle_s"])):
            self.write(HEADER + row(1, "bodp", 1, 1) + row(2, "bodp", 2, 2, idle=idle))
            parts = breakdown.parts_of(style.load(self.folder))
            self.assertEqual([part for part, *_ in parts], drawn, idle)
        self.write(HEADER + row(1, "bodp", 1, 1) + row(2, "bodp", 2, 2, "failed", idle=5))
        self.assertEqual(len(breakdown.parts_of(style.load(self.folder))), 4)

    def test_published_points_are_read_from_their_file(self):
        self.assertEqual(speedup.published("dnn_computation_speedup", 4), {2: 2.17, 4: 4.28})
        self.assertEqual(speedup.published("vgg16_total_speedup", 9), {2: 1.53, 3: 1.67, 4: 2.03})
        self.assertEqual(speedup.published("vgg16_total_speedup", 3), {2: 1.53, 3: 1.67})

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
        self.assertEqual(ended.returncode, 0)
        self.assertIn("nothing drawn", ended.stdout)
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
        resolved = {"platform": {"group_owner": {"device": phone},
                                 "medium": {"goodput_bps": 8 * 4 * 3 * 608 * 608, "message_overhead_s": 0.5}}}
        self.write_file("experiment.resolved.json", json.dumps(resolved))
        boards, latency, traffic = deepthings.curves(style.load(self.folder), resolved)
        image_mib = 4 * 3 * 608 * 608 / 2**20
        self.assertEqual((boards, latency), ([1, 2], [14.5, 10.5]))  # 1 s on the air, 0.5 s, 1 s and 2 s
        self.assertEqual(traffic, [image_mib, 1 + image_mib])
        self.draw(deepthings)

    def test_edgeld_curves_are_of_one_bandwidth_and_delivery(self):
        self.write("workers,status,makespan_s,delivery_mode,/platform/medium/goodput_bps\n" + "".join(
            f"{n},ok,{rate / 1e7 + n},{mode},{rate}\n" for mode in ("halo", "map_reduce") for rate in (9.4e7, 9.4e8)
            for n in (2, 1)))
        rows = style.load(self.folder)
        self.assertEqual(edgeld.curve(rows, 9.4e8, "halo"), ([1, 2], [95, 96]))
        self.draw(edgeld)

    def test_delivery_leaves_out_the_first_layer_and_what_is_not_cut(self):
        lines = "workers,conv_partition,layer,wakeup_serial_s,transmission_serial_s\n"
        for scheme, seconds in (("bodp", 1), ("grid_2d", 3)):
            for layer in ("conv1", "conv2", "pool2", "fc"):
                lines += f"4,{scheme},{layer},{seconds},2\n2,{scheme},{layer},9,9\n"
        self.write_file("layers.csv", lines)
        self.write("workers,status,conv_partition,halo_serial_s\n4,ok,bodp,3\n4,ok,grid_2d,4\n"
                   "2,ok,bodp,3\n2,ok,grid_2d,3\n")
        self.assertEqual(delivery.per_layer(self.folder, "grid_2d").to_dict("index"),
                         {name: {"wakeup_serial_s": 3, "transmission_serial_s": 2} for name in ("conv2", "pool2")})
        self.assertEqual(delivery.less(style.load(self.folder)), {4: 0.25})
        self.draw(delivery)

    def test_dense_curves_run_over_the_sparsity(self):
        self.write("workers,status,dense_partition,message_bytes,peak_memory_bytes,/model/layers/0/density\n" + "".join(
            f"{n},ok,{scheme},{n * 1e6 * density},5e6,{density}\n" for scheme, *_ in dense.SCHEMES
            for density in (0.25, 0.5) for n in (2, 4)))
        self.assertEqual(dense.curve(style.load(self.folder), "mscc", "message_bytes", 4), ([50, 75], [2, 1]))
        self.draw(dense)

    def test_memory_is_of_the_worker_that_needs_most(self):
        self.write_file("devices.csv", "model,workers,device,memory_bytes\nm,2,group_owner,9e9\nm,2,worker1,1e6\n"
                        "m,2,worker2,3e6\nm,1,group_owner,9e9\nm,1,worker1,7e6\n")
        phone = {"device": {"name": "p", "available_bytes": 5e6}}
        self.write_file("experiment.resolved.json", json.dumps({"platform": {"workers": [phone]}}))
        rows = style.pd.read_csv(self.folder / "devices.csv")
        self.assertEqual(memory.curve(rows, "m"), ([1, 2], [7, 3]))
        self.draw(memory)

    def test_layers_that_take_no_time_are_left_out(self):
        self.write_file("layers.csv", "workers,layer,compute_s,page_in_s,wakeup_s,transmission_s\n"
                        "1,a,1,0,0,0\n1,b,0,0,0,0\n4,a,0,0,0,2\n4,b,0,0,0,0\n")
        rows = style.pd.read_csv(self.folder / "layers.csv")
        self.assertEqual(list(layers.shares(rows, 4).index), ["a"])
        self.draw(layers)

    def test_volumes_are_of_the_feasible_methods(self):
        (self.folder / "reference.csv").write_text(
            "matrix,workers,shares,seed,method,volume_values,imbalance,feasible\n"
            "m,2,equal,1,mscc+fgcp,8,0,true\nm,2,equal,1,metis_cut,9,0,true\n"
            "m,2,equal,1,metis_volume,7,0.2,false\nm,2,equal,1,sklearn,12,0,true\n")
        volumes = reference.load(self.folder)
        self.assertEqual(volumes.to_dict("records"), [{"metis_cut": 9, "mscc+fgcp": 8, "sklearn": 12}])
        self.draw(reference)

    def test_wrong_input_ends_with_two_and_one_line(self):
        failed = HEADER + row(4, "bodp", 9, 9, "failed")
        cases = ((None, "there is no such file"), ("", "the file is empty"), (HEADER, "no point succeeded"),
                 (failed, "no point succeeded"))
        for name in ("speedup", "breakdown"):
            for text, message in cases:
                (self.folder / "summary.csv").unlink(missing_ok=True)
                if text is not None:
                    self.write(text)
                ended = self.run_script(name)
                self.assertEqual(ended.returncode, 2, ended.stderr)
                self.assertIn(message, ended.stderr)
                self.assertEqual(ended.stderr.count("\n"), 1, ended.stderr)
            ended = subprocess.run([sys.executable, PLOTS / f"{name}.py"], capture_output=True, text=True)
            self.assertEqual((ended.returncode, ended.stderr), (2, f"usage: {name}.py RESULT_SET_DIR\n"))
        self.assertFalse((self.folder / "figures").exists())

    def test_the_lone_phone_is_no_bar(self):
        self.write(HEADER + row(0, "bodp", 1, 1))
        for name in ("speedup", "breakdown"):
            ended = self.run_script(name)
            self.assertEqual(ended.returncode, 0, ended.stderr)
            self.assertIn("nothing drawn", ended.stdout)

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
        events, about = gantt.load(self.trace("a"))
        self.assertEqual(about["makespan_s"], 2)
        self.assertEqual(gantt.slices(events), {
            ("group_owner", "processor"): {}, ("group_owner", "radio"): {"transmit": [(0, 1)]},
            ("worker1", "processor"): {"compute": [(1, 1)]},
            ("worker1", "radio"): {"receive": [(0, 1)], "transmit": [(1.5, 0.5)]}})

    def test_gantt_draws_the_first_traced_point_of_the_sweep(self):
        (self.folder / "index.json").write_text(json.dumps({"points": ["c", "b", "a", "b"]}))
        ended = self.run_script("gantt")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertIn("nothing drawn: there are no traces; modnn run --trace writes them", ended.stdout)
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
        command = [sys.executable, PLOTS / "gantt.py", path]
        self.assertEqual(subprocess.run(command, capture_output=True).returncode, 0)
        self.assertTrue((self.folder / "figures" / "gantt_a.png").is_file())
        path.write_text("{}")
        ended = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual((ended.returncode, ended.stderr),
                         (2, f"{path}: not a trace that modnn run --trace has written\n"))
        self.assertIn("run the experiment first", self.run_script("gantt").stderr)

    def test_amortisation_counts_whole_inferences(self):
        # 10 s to hand out, 4 s saved each time: 3 inferences; a slower cluster never pays.
        self.assertEqual(amortisation.pays_from({"alone_s": 16, "makespan_s": 12, "deployment_s": 10}), 3)
        self.assertEqual(amortisation.pays_from({"alone_s": 16, "makespan_s": 17, "deployment_s": 10}), float("inf"))

    def test_sensitivity_finds_where_curves_cross(self):
        # 4 - x and x meet at 2.
        self.assertEqual(sensitivity.crossing([0, 1, 4], [4, 3, 0], [0, 1, 4]), 2)
        self.assertIsNone(sensitivity.crossing([0, 1], [2, 2], [1, 1]))
        rows = style.pd.DataFrame({sensitivity.WAKE[0]: [0.01], sensitivity.WAKE[1]: [0.02]})
        rows, _, unit, logarithmic = sensitivity.with_x(rows)
        self.assertAlmostEqual(rows["x"][0], 30)
        self.assertEqual((unit, logarithmic), ("ms", False))
        rows, _, unit, logarithmic = sensitivity.with_x(style.pd.DataFrame({sensitivity.RATE: [5e6]}))
        self.assertEqual((rows["x"][0], unit, logarithmic), (5, "Mbit/s", True))

    def test_sensitivity_says_what_it_needs(self):
        self.write(TABLE)
        self.assertIn("neither wake-up delays nor the rate", self.run_script("sensitivity").stdout)

    def test_client_server_takes_the_best_cut_of_each_bandwidth(self):
        rows = style.pd.DataFrame([(1e6, "offload:input", 8), (1e6, "offload:pool5", 5), (1e6, "bodp", 1),
                                   (1e7, "offload:pool5", 4), (1e7, "offload:input", 2)],
                                  columns=[client_server.BANDWIDTH, "conv_partition", "makespan_s"])
        image, best, cuts = client_server.image_and_best(rows)
        self.assertEqual(image.to_dict(), {1e6: 8, 1e7: 2})
        self.assertEqual(best.to_dict(), {1e6: 5, 1e7: 2})
        self.assertEqual(cuts.to_dict(), {1e6: "pool5", 1e7: "input"})

    def test_heterogeneous_curve_is_of_one_rate(self):
        rows = style.pd.DataFrame([("bodp", 4e7, 1, 6), ("bodp", 4e7, 0.5, 8), ("bodp", 5e6, 1, 9),
                                   ("grid_2d", 4e7, 1, 7)],
                                  columns=["conv_partition", heterogeneous.RATE, heterogeneous.SPEED, "makespan_s"])
        self.assertEqual(heterogeneous.curve(rows, "bodp", 4e7), ([0.5, 1], [8, 6]))

    def test_compression_names_weights_and_adds_up_dense_traffic(self):
        rows = style.pd.DataFrame([("a", '{"kind":"dense"}', "output_split"),
                                   ("b", '{"kind":"sparse_dense","blocks":4}', "mscc+fgcp")],
                                  columns=["point_id", compression.FC, "dense_partition"])
        (self.folder / "layers.csv").write_text(
            "point_id,layer,message_bytes\na,conv1,1\na,fc6,10\na,fc7,100\nb,fc6,5\n")
        rows = compression.with_dense_traffic(rows, self.folder)
        self.assertEqual(rows["dense_bytes"].tolist(), [110, 5])
        self.assertEqual(rows["kind"].tolist(), [compression.KINDS[0], compression.KINDS[3]])

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
        self.assertEqual(ended.returncode, 2)
        self.assertIn("run ctest -L ns3 first", ended.stderr)


if __name__ == "__main__":
    unittest.main()
