"""The schemas and the reader agree: on every shipped file, and on good and bad fixtures; they and the reference page are
what the program prints."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import warnings

import jsonschema

ROOT = pathlib.Path(__file__).parent.parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
SCHEMAS = ROOT / "experiments" / "schema"

# Faults that a schema cannot express: of syntax ...
BROKEN = {"bad_escape", "broken", "control_character", "empty", "hexadecimal", "leading_zero", "line_comment",
          "single_quotes", "trailing_comma", "two_values", "unterminated_object", "unterminated_string", "wrong_utf8"}
# ... names of the catalogue, files, references between parts of the file, and what Python's reader lets pass.
BEYOND_SCHEMA = {"cycle", "duplicate_key", "duplicate_key_inside", "kinds_with_offload", "layer_does_not_fit", "link_out_of_reach",
                 "missing_figure", "missing_image", "missing_model_file", "model_depends_on_itself", "model_duplicate_name",
                 "model_file_is_a_folder", "model_file_is_broken", "model_file_is_wrong", "model_missing_weights",
                 "model_shapes_differ", "offload_unknown_layer", "offload_with_layers", "pipeline_branch", "pipeline_end", "pipeline_layers",
                 "pipeline_order", "pipeline_with_balanced", "pipeline_with_offload", "pipeline_with_plan",
                 "pipeline_without_until", "scheme_of_a_local_layer", "sweep_index_out_of_range", "sweep_into_a_number",
                 "sweep_pointer", "sweep_unknown_names", "sweep_value", "too_many_points", "too_many_workers",
                 "unknown_device", "unknown_input", "unknown_layer", "unknown_medium", "unknown_published", "events_auto", "events_order", "events_stolen", "workload_burst",
                 "workload_trace", "zip_different_pointers",
                 "zip_in_sweep_too", "zip_wrong_value"}


def validator(name):
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        resolver = jsonschema.RefResolver(base_uri=f"{SCHEMAS.as_uri()}/", referrer=schema)
        return jsonschema.Draft7Validator(schema, resolver=resolver)


class Schemas(unittest.TestCase):
    def test_shipped_files_name_their_schema_and_follow_it(self):
        folders = {"experiment": ROOT / "experiments", "model": ROOT / "models" / "zoo", "platform": ROOT / "platforms",
                   "device": ROOT / "platforms" / "devices", "medium": ROOT / "platforms" / "media",
                   "published": ROOT / "experiments" / "published"}
        for kind, folder in folders.items():
            check = validator(kind)
            files = sorted(folder.glob("*.json"))
            self.assertTrue(files)
            for file in files:
                with self.subTest(file=file.name):
                    content = json.loads(file.read_text())
                    named = (file.parent / content["$schema"]).resolve()
                    self.assertEqual(named, SCHEMAS / f"{kind}.schema.json")
                    self.assertEqual([error.message for error in check.iter_errors(content)], [])

    def test_reader_and_schema_refuse_the_same_files(self):
        # That the reader refuses them all is what malformed_test.py is about.
        check = validator("experiment")
        for fixture in sorted((FIXTURES / "malformed").glob("*.json")):
            with self.subTest(fixture=fixture.name):
                if fixture.stem in BROKEN:
                    self.assertRaises(ValueError, lambda: json.loads(fixture.read_bytes()))
                else:
                    accepted = check.is_valid(json.loads(fixture.read_bytes()))
                    self.assertEqual(accepted, fixture.stem in BEYOND_SCHEMA)

    def test_reader_and_schema_accept_the_same_files(self):
        check = validator("experiment")
        for fixture in sorted((FIXTURES / "wellformed").glob("*.json")):
            with self.subTest(fixture=fixture.name):
                self.assertEqual([error.message for error in check.iter_errors(json.loads(fixture.read_text()))], [])
                ended = subprocess.run([MODNN, "check", fixture], capture_output=True, text=True)
                self.assertEqual((ended.returncode, ended.stderr), (0, ""))

    def test_printed_plans_follow_their_schema(self):
        check = validator("plan")
        for scheme in ("bodp", "fused_grid:3"):
            ended = subprocess.run([MODNN, "plan", ROOT / "experiments" / "numeric_check.json", "--json", "--set", f"/partition/conv={scheme}",
                                    "--set", "/partition/dense=input_split", "--set", "/platform/workers/0/count=3",
                                    "--set", "/sweep={\"/seed\":[1]}"], capture_output=True, text=True)
            self.assertEqual((ended.returncode, ended.stderr), (0, ""))
            plan = json.loads(ended.stdout)
            self.assertEqual([error.message for error in check.iter_errors(plan)], [])
            plan["stages"][0]["tasks"][0]["divice"] = 3
            self.assertFalse(check.is_valid(plan))
        self.assertTrue(check.is_valid({"regions": {"a": {"worker1": {"rows": [0, 3]}, "worker2": []}}, "runs": [["a", "b"]]}))

    def test_every_property_is_described(self):
        for file in SCHEMAS.glob("*.schema.json"):
            schema = json.loads(file.read_text())
            for key, value in schema["properties"].items():
                self.assertTrue(value.get("description"), f"{file.name}: {key}")

    def test_the_shipped_schemas_are_what_the_program_prints(self):
        # After a change of the tables: modnn schema NAME > experiments/schema/NAME.schema.json
        names = sorted(file.name.removesuffix(".schema.json") for file in SCHEMAS.iterdir())
        self.assertEqual(names, ["device", "experiment", "medium", "model", "plan", "platform", "published"])
        for name in names:
            with self.subTest(name):
                self.assertEqual(printed("schema", name), (SCHEMAS / f"{name}.schema.json").read_text())

    def test_an_unknown_schema_comes_with_the_nearest(self):
        ended = subprocess.run([MODNN, "schema", "modle"], capture_output=True, text=True)
        self.assertEqual((ended.returncode, ended.stdout), (2, ""))
        self.assertIn('there is no schema "modle" (did you mean "model"?)', ended.stderr)
        self.assertEqual(subprocess.run([MODNN, "schema"], capture_output=True).returncode, 2)

    def test_the_schema_knows_the_fields_of_a_kind(self):
        check = validator("model")

        def accepts(layer):
            return check.is_valid({"name": "m", "input": {"channels": 1, "height": 4, "width": 4},
                                   "layers": [{"name": "l", **layer}]})

        conv = {"kind": "conv", "outputs": 2, "kernel": [3, 1]}
        self.assertTrue(accepts({**conv, "padding": [1, 1, 0, 0], "activation": "relu", "$comment": "x"}))
        for wrong in ({"kernel": 0}, {"kernel": [1, 2, 3]}, {"padding": -1}, {"ceil_mode": True}, {"activation": "rely"},
                      {"groups": 1.5}, {"bias": 1}, {"inputs": []}, {"outputs": 1000001}):
            self.assertFalse(accepts({**conv, **wrong}), wrong)
        self.assertFalse(accepts({"kind": "conv", "kernel": 1}))
        self.assertTrue(accepts({"kind": "softmax"}))
        self.assertFalse(accepts({"kind": "softmax", "outputs": 1}))


class Complete(unittest.TestCase):
    def test_every_default_is_written_and_the_file_stays_what_it_is(self):
        model = json.loads(printed("show", "models", "vgg16", "--complete"))
        layers = {layer["name"]: layer for layer in model["layers"]}
        self.assertEqual(layers["conv1_1"],
                         {"name": "conv1_1", "kind": "conv", "outputs": 64, "kernel": 3, "padding": 1, "activation": "relu",
                          "inputs": ["input"], "stride": 1, "dilation": 1, "groups": 1, "bias": True})
        self.assertEqual(layers["pool1"]["inputs"], ["conv1_2"])
        platform = json.loads(printed("show", "platforms", "nexus5_wlan", "--complete"))
        self.assertEqual((platform["paging"], platform["workers"][0]["rate_bps"]), ("overflow", 4e7))
        device = json.loads(printed("show", "devices", "nexus5", "--complete"))
        self.assertEqual(device["depthwise_macs_per_s"], device["conv_macs_per_s"])
        experiment = json.loads(printed("show", "experiments", "paper_speedup", "--complete"))
        self.assertEqual(experiment["noise"], {"compute_sigma": 0, "transmission_sigma": 0, "beacon_phase": False})
        for kind, content in (("model", model), ("platform", platform), ("device", device), ("experiment", experiment)):
            self.assertEqual([error.message for error in validator(kind).iter_errors(content)], [])
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "m.json").write_text(json.dumps(model))
            shown = [subprocess.run([MODNN, "show", "models", name], cwd=folder, check=True, capture_output=True).stdout
                     for name in ("vgg16", "./m.json")]
        self.assertEqual(*shown)

    def test_it_needs_one_entry(self):
        for arguments in (["models"], ["partitions", "bodp"]):
            self.assertEqual(subprocess.run([MODNN, "show", *arguments, "--complete"], capture_output=True).returncode, 2)


class Reference(unittest.TestCase):
    PAGE = ROOT / "docs" / "reference.md"

    def test_the_page_is_what_the_program_prints(self):
        # After a change of the tables: modnn reference > docs/reference.md
        self.assertEqual(printed("reference"), self.PAGE.read_text())

    def test_it_knows_every_property_of_the_schemas(self):
        page = self.PAGE.read_text()

        def pointers(schema, above):
            for name, value in schema.get("properties", {}).items():
                if name.startswith("$"):
                    continue
                if value is not True:
                    yield f"{above}/{name}"
                    yield from pointers(value, f"{above}/{name}")
                    yield from pointers(value.get("items", {}), f"{above}/{name}/0")
            for part in schema.get("allOf", []):
                yield from pointers(part["then"], above)

        for file in SCHEMAS.glob("*.schema.json"):
            found = list(pointers(json.loads(file.read_text()), ""))
            self.assertGreater(len(found), 5)
            for pointer in found:
                self.assertIn(f"| `{pointer}` |", page, file.name)

    def test_it_knows_every_column_and_member_of_the_results(self):
        sections = dict(re.findall(r"\n### `(\S+)`\n(.*?)(?=\n##|\Z)", self.PAGE.read_text(), re.S))
        with tempfile.TemporaryDirectory() as folder:
            experiment = {"name": "e", "model": "lenet5", "platform": "nexus5_wlan"}
            (pathlib.Path(folder) / "e.json").write_text(json.dumps(experiment))
            subprocess.run([MODNN, "run", "e.json", "--quiet"], cwd=folder, check=True, capture_output=True)
            results = pathlib.Path(folder) / "results" / "e"
            of_points = []
            for name in ("summary.csv", "layers.csv", "devices.csv"):
                # Swept pointers, of which there are none here, have a line of their own.
                told = [column for column in re.findall(r"^\| `(\S+)` \|", sections[name], re.M) if column != "/..."]
                if name == "summary.csv":
                    of_points = told[:told.index("settings") + 1]
                else:
                    self.assertIn("`point_id` to `settings` as in `summary.csv`", sections[name])
                    told = of_points + told
                self.assertEqual(told, (results / name).read_text().splitlines()[0].split(","))
            for name, text in (("points.jsonl", (results / "points.jsonl").read_text().splitlines()[0]),
                               ("index.json", (results / "index.json").read_text())):
                told = re.findall(r"^\| `(\S+)` \|", sections[name], re.M)
                self.assertLessEqual(set(json.loads(text)), set(told))


def printed(*arguments):
    return subprocess.run([MODNN, *arguments], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    unittest.main()
