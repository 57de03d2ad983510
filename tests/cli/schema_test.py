"""The schemas and the reader agree: on every shipped file, and on good and bad fixtures."""

import json
import pathlib
import subprocess
import sys
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
BEYOND_SCHEMA = {"cycle", "duplicate_key", "duplicate_key_inside", "layer_does_not_fit", "missing_figure",
                 "missing_image", "missing_model_file", "model_depends_on_itself", "model_duplicate_name",
                 "model_file_is_a_folder", "model_file_is_broken", "model_file_is_wrong", "model_missing_weights",
                 "model_shapes_differ", "offload_unknown_layer", "offload_with_layers", "scheme_of_a_local_layer", "sweep_index_out_of_range", "sweep_into_a_number",
                 "sweep_pointer", "sweep_unknown_names", "sweep_value", "too_many_points", "too_many_workers",
                 "unknown_device", "unknown_input", "unknown_layer", "unknown_medium", "unknown_published", "zip_different_pointers",
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
                   "device": ROOT / "platforms" / "devices", "medium": ROOT / "platforms" / "media"}
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

    def test_every_property_is_described(self):
        for file in SCHEMAS.glob("*.schema.json"):
            schema = json.loads(file.read_text())
            for key, value in schema["properties"].items():
                self.assertTrue(value.get("description"), f"{file.name}: {key}")


if __name__ == "__main__":
    unittest.main()
