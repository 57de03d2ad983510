"""The schemas accept every shipped file, and refuse the malformed fixtures whose fault a schema can see."""

import json
import pathlib
import unittest
import warnings

import jsonschema

ROOT = pathlib.Path(__file__).parent.parent.parent
SCHEMAS = ROOT / "experiments" / "schema"

# Faults that a schema cannot express: syntax, names of the catalogue, references between parts of the file, files.
BEYOND_SCHEMA = {"broken", "cycle", "duplicate_key", "empty", "layer_does_not_fit", "missing_figure", "missing_image",
                 "missing_model_file", "overflow", "sweep_pointer", "sweep_value", "unknown_device", "unknown_input",
                 "unknown_layer", "unknown_names"}


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

    def test_malformed_fixtures_are_refused(self):
        check = validator("experiment")
        fixtures = sorted((ROOT / "tests" / "fixtures" / "malformed").glob("*.json"))
        seen = [fixture for fixture in fixtures if fixture.stem not in BEYOND_SCHEMA]
        self.assertGreater(len(seen), 5)
        for fixture in seen:
            with self.subTest(fixture=fixture.name):
                self.assertFalse(check.is_valid(json.loads(fixture.read_text())))

    def test_every_property_is_described(self):
        for file in SCHEMAS.glob("*.schema.json"):
            schema = json.loads(file.read_text())
            for key, value in schema["properties"].items():
                self.assertTrue(value.get("description"), f"{file.name}: {key}")


if __name__ == "__main__":
    unittest.main()
