"""The package python/modnn over the program: tables, plans, traces, schemes that are functions, errors with their places."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
os.environ["MODNN"] = str(pathlib.Path(sys.argv.pop(1)).resolve())
sys.path.insert(0, str(ROOT / "python"))

import modnn
from modnn import runs, schemes
from modnn.program import program

COUNT = "/platform/workers/0/count"
EXPERIMENT = {
    "name": "e", "model": {"name": "m", "input": {"channels": 1, "height": 12, "width": 12},
                           "layers": [{"name": "conv1", "kind": "conv", "outputs": 2, "kernel": 3, "padding": 1},
                                      {"name": "conv2", "kind": "conv", "outputs": 2, "kernel": 3, "padding": 1}]},
    "platform": "nexus5_wlan",
}


class Package(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        stood = os.getcwd()
        self.addCleanup(os.chdir, stood)
        os.chdir(self.folder)

    def test_a_list_is_a_sweep(self):
        rows = modnn.run(EXPERIMENT, set={COUNT: [1, 2, 4], "/delivery/via": "peer"})
        self.assertEqual(rows["workers"].tolist(), [1, 2, 4])
        self.assertEqual(set(rows["delivery_via"]), {"peer"})
        self.assertEqual(rows["makespan_s"].dtype.kind, "f")
        units = rows.attrs["units"]
        self.assertEqual((units["makespan_s"], units["air_bytes"], units["energy_j"], units.get("workers")), ("s", "bytes", "J", None))
        self.assertEqual(modnn.load(rows.attrs["folder"])["makespan_s"].tolist(), rows["makespan_s"].tolist())
        self.assertEqual(list(self.folder.iterdir()), [])  # neither the experiment's file nor results stay here

    def test_files_and_folders_of_results(self):
        (self.folder / "e.json").write_text(json.dumps(EXPERIMENT))
        rows = modnn.run(pathlib.Path("e.json"), set={COUNT: 2}, output="out")
        self.assertEqual(rows.attrs["folder"], "out/e")
        again = modnn.run("e.json", set={COUNT: 2}, output="out", jobs=1)
        self.assertEqual(again["point_id"].tolist(), rows["point_id"].tolist())
        layers = modnn.layers("out/e")
        self.assertEqual(layers["layer"].tolist(), ["conv1", "conv2"])
        self.assertEqual(modnn.devices(rows)["device"].tolist(), ["group_owner", "worker1", "worker2"])

    def test_a_name_that_is_set_is_the_folder(self):
        rows = modnn.run(EXPERIMENT, set={"/name": "other"}, output="out")
        self.assertEqual((rows.attrs["folder"], rows["experiment"].tolist()), ("out/other", ["other"]))

    def test_a_plan(self):
        plan = modnn.plan(EXPERIMENT, set={COUNT: 2, "/partition/conv": "uniform_1d"})
        self.assertEqual([stage["layer"] for stage in plan["stages"]][:2], ["conv1", "conv2"])
        # Two phones share twelve rows or columns.
        edges = [task["output"] for task in plan["stages"][0]["tasks"]]
        self.assertEqual(sorted(edge["rows"][1] - edge["rows"][0] + edge["cols"][1] - edge["cols"][0] for edge in edges), [18, 18])

    def test_traces_and_messages(self):
        rows = modnn.run(EXPERIMENT, set={COUNT: 2}, trace=True)
        slices = modnn.trace(rows)
        self.assertEqual(set(slices["lane"]), {"processor", "radio"})
        self.assertEqual(set(slices["phone"]), {"group_owner", "worker1", "worker2"})
        self.assertLessEqual((slices["begin_s"] + slices["duration_s"]).max(), rows["makespan_s"][0] + 1e-6)
        sent = modnn.messages(rows)
        self.assertEqual(len(sent), rows["messages"][0])
        self.assertEqual(sent["bytes"].sum(), rows["message_bytes"][0])
        self.assertTrue((sent["received_s"] >= sent["sent_s"]).all())
        with self.assertRaisesRegex(modnn.InputError, "has no traces"):
            modnn.trace(modnn.run(EXPERIMENT))

    def test_a_scheme_is_a_function(self):
        asked = []

        def columns(question):
            asked.append(len(question["devices"]))
            phones = [device["name"] for device in question["devices"] if device["computes"]]
            share = 12 // len(phones)
            return {"regions": {layer["name"]: {phone: {"cols": [i * share, (i + 1) * share]} for i, phone in enumerate(phones)}
                                for layer in question["network"]["layers"]}}

        rows = modnn.run(EXPERIMENT, set={COUNT: [2, 3], "/mode": "numeric"}, scheme=columns)
        self.assertEqual(sorted(asked), [3, 4])
        self.assertEqual(rows["status"].tolist(), ["ok", "ok"])
        self.assertTrue((rows["max_relative_error"] < 1e-4).all())
        plan = modnn.plan(EXPERIMENT, set={COUNT: 2}, scheme=columns)
        self.assertEqual([task["output"]["cols"] for task in plan["stages"][0]["tasks"]], [[0, 6], [6, 12]])

    def test_what_a_scheme_raises_is_raised(self):
        def wrong(question):
            raise KeyError("no such phone")

        with self.assertRaisesRegex(KeyError, "no such phone") as raised:
            modnn.run(EXPERIMENT, scheme=wrong)
        self.assertIsInstance(raised.exception.__cause__, modnn.InputError)
        with self.assertRaises(modnn.InputError) as raised:
            modnn.run(EXPERIMENT, scheme=lambda question: {"regions": {"conv9": {}}})
        self.assertIn("conv9", str(raised.exception))

    def test_errors_have_their_places(self):
        (self.folder / "e.json").write_text('{"name": "e",\n"model": "vgg17",\n"platform": "nexus5_wlan", "seed": -1}')
        with self.assertRaises(modnn.InputError) as raised:
            modnn.run("e.json")
        error = raised.exception
        self.assertEqual((error.file, error.line, error.pointer), ("e.json", 2, "/model"))
        self.assertIn('there is no model "vgg17"', error.problems[0].text)
        with self.assertRaises(modnn.InputError) as raised:
            modnn.run(EXPERIMENT, set={COUNT: -3})
        self.assertEqual((raised.exception.pointer, raised.exception.line), (COUNT, None))
        self.assertIn("expected an integer in [0, 4096], got -3", raised.exception.problems[0].text)

    def test_a_check(self):
        modnn.check(EXPERIMENT)
        with self.assertRaises(modnn.InputError) as raised:
            modnn.check({**EXPERIMENT, "seed": -1})
        self.assertEqual(raised.exception.pointer, "/seed")

    def test_points_that_fail(self):
        impossible = {**EXPERIMENT, "mode": "numeric", "tolerance": 1e-300, "delivery": {"transfer_bytes_per_value": 1}}
        with self.assertRaises(modnn.Failed) as raised:
            modnn.run(impossible, set={COUNT: [2, 3]})
        self.assertEqual(raised.exception.rows["status"].tolist(), ["failed", "failed"])

    def test_sentences_with_and_without_a_place(self):
        problem = modnn.Problem.of("a b/e.json:14: /platform/workers/0/rate_bps: expected a number in [1, 9], got -3")
        self.assertEqual((problem.file, problem.line, problem.pointer), ("a b/e.json", 14, "/platform/workers/0/rate_bps"))
        self.assertEqual(problem.text, "expected a number in [1, 9], got -3")
        self.assertEqual(modnn.Problem.of("out of memory"), modnn.Problem("out of memory"))

    def test_settings_are_json(self):
        words = runs.setting_words({"/a~b/c": [1, 2], "/x": (1, 2), "/y": "peer", "/z": None, "/p": pathlib.Path("f")}, sweep=True)
        self.assertEqual(words[1::2], ["/sweep/~1a~0b~1c=[1, 2]", "/x=[1, 2]", '/y="peer"', "/z=null", '/p="f"'])

    def test_units_follow_the_longest_ending(self):
        self.assertEqual([runs.unit_of(name) for name in ("throughput_per_s", "makespan_s", "messages", "rate_bps")],
                         ["1/s", "s", "", "bit/s"])

    def test_explain(self):
        self.assertIn("/delivery/relays (Experiment)", modnn.explain("/delivery/relays"))

    def test_the_program_is_found_beside_the_package(self):
        environment = {key: value for key, value in os.environ.items() if key not in ("MODNN", "PYTHONPATH")}
        prefix = self.folder / "prefix"
        package = prefix / "lib" / "python3" / "dist-packages"
        shutil.copytree(ROOT / "python", package, ignore=shutil.ignore_patterns("__pycache__"))
        (prefix / "bin").mkdir()
        (prefix / "bin" / "modnn").symlink_to(program())
        for stands in (package, ROOT):  # after cmake --install; after ./modnn
            ended = subprocess.run([sys.executable, "-B", "-c", "import modnn.program; print(modnn.program.program())"], cwd=stands,
                                   env=environment, capture_output=True, text=True)
            self.assertEqual(ended.returncode, 0, ended.stderr)
            self.assertTrue(os.path.samefile(ended.stdout.strip(), program()), ended.stdout)

    def test_a_missing_program_is_said(self):
        environment = {"PATH": "/nowhere", "PYTHONPATH": str(self.folder / "alone")}
        shutil.copytree(ROOT / "python", self.folder / "alone", ignore=shutil.ignore_patterns("__pycache__"))
        ended = subprocess.run([sys.executable, "-B", "-c", "import modnn; modnn.explain('x')"], env=environment, cwd=self.folder,
                               capture_output=True, text=True)
        self.assertIn("EnvironmentProblem: there is no program modnn: run ./modnn once", ended.stderr)


if __name__ == "__main__":
    unittest.main()
