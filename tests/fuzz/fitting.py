"""Changes that the JSON Schemas allow, after which an experiment mostly still is one, so that it runs.

Everything follows from the random.Random that is handed in."""

import copy
import json
import pathlib

ROOT = pathlib.Path(__file__).parent.parent.parent
FOLDER = ROOT / "experiments" / "schema"
SCHEMAS = {file.name: json.loads(file.read_text()) for file in FOLDER.glob("*.schema.json")}
CATALOGUE = {"device": [file.stem for file in sorted((ROOT / "platforms" / "devices").glob("*.json"))],
             "medium": [file.stem for file in sorted((ROOT / "platforms" / "media").glob("*.json"))]}
# What names files or other parts of the experiment, draws (slowly), or needs ns-3.
LEFT_ALONE = {"name", "model", "image", "weights", "figures", "published", "fidelity", "sweep", "zip", "inputs", "$schema", "source"}


def plain(schema):
    if schema is True:
        return {}
    return SCHEMAS[schema["$ref"]] if "$ref" in schema else schema


def branch(node, schema):
    """The part of a schema that a value follows."""
    schema = plain(schema)
    kinds = {dict: "object", list: "array"}
    for other in schema.get("anyOf", ()):
        if plain(other).get("type") == kinds.get(type(node)):
            return plain(other)
    if isinstance(node, dict) and "allOf" in schema:
        for rule in schema["allOf"]:
            if rule["if"]["properties"]["kind"]["const"] == node.get("kind"):
                return rule["then"]
    return schema


def slots(node, schema, pointer=""):
    """Every (object, key, schema, pointer) of a document that may be set, also of keys that are absent."""
    schema = branch(node, schema)
    found = []
    if isinstance(node, list):
        for number, item in enumerate(node):
            found += slots(item, schema.get("items", {}), f"{pointer}/{number}")
    if not isinstance(node, dict):
        return found
    for key, inner in schema.get("properties", {}).items():
        if key not in LEFT_ALONE and key != "kind":
            found.append((node, key, inner, f"{pointer}/{key}"))
        if key in node and key not in ("sweep", "zip"):
            found += slots(node[key], inner, f"{pointer}/{key}")
    return found


def number(chance, schema, old):
    least = schema.get("minimum", schema.get("exclusiveMinimum", -3))
    most = schema.get("maximum", 1e6)
    some = [1, 2, 3, 4, 5, least, schema.get("default", 1)]
    if schema["type"] == "number":
        some += [0.25, 0.5, 1e-3, 20.0]
    if isinstance(old, (int, float)) and not isinstance(old, bool):
        some += [old, old * 2, old / 2]
    chosen = min(max(chance.choice(some), least), most)
    if "exclusiveMinimum" in schema and chosen <= schema["exclusiveMinimum"]:
        chosen = most if most <= 1 else 1
    return int(chosen) if schema["type"] == "integer" else chosen


def value(chance, schema, key="", old=None):
    """A value of the schema; None where it says too little."""
    schema = plain(schema)
    if key in CATALOGUE:
        return chance.choice(CATALOGUE[key])
    if "anyOf" in schema:
        return value(chance, chance.choice(schema["anyOf"]), key, old)
    if "enum" in schema:
        return chance.choice(schema["enum"])
    kind = schema.get("type")
    if kind in ("number", "integer"):
        return number(chance, schema, old)
    if kind == "boolean":
        return chance.random() < 0.5
    if kind == "array" and "items" in schema:
        many = chance.randint(schema.get("minItems", 0), schema.get("maxItems", max(3, schema.get("minItems", 0))))
        return [value(chance, schema["items"]) for _ in range(many)]
    if kind == "object":
        members = {}
        for name, inner in schema.get("properties", {}).items():
            if name not in LEFT_ALONE and (name in schema.get("required", ()) or chance.random() < 0.4):
                members[name] = value(chance, inner, name)
        return {name: member for name, member in members.items() if member is not None}
    return None


def draw(chance, document):
    """(object, key, pointer, value) of one change."""
    for _ in range(20):
        container, key, schema, pointer = chance.choice(slots(document, SCHEMAS["experiment.schema.json"]))
        chosen = value(chance, schema, key, container.get(key))
        if chosen is not None and key not in ("workers", "layers", "platform", "input"):
            return container, key, pointer, chosen
    return document, "seed", "/seed", 2


def changed(chance, document):
    """The document with some values changed or added, or with a sweep over some."""
    document = copy.deepcopy(document)
    for _ in range(chance.choice((1, 1, 2, 3))):
        container, key, pointer, chosen = draw(chance, document)
        if chance.random() < 0.25 and "zip" not in document and key not in ("replications",):
            document.setdefault("sweep", {})[pointer] = [chosen, draw_again(chance, document, pointer, chosen)]
        else:
            container[key] = chosen
    return document


def draw_again(chance, document, pointer, otherwise):
    for container, key, schema, place in slots(document, SCHEMAS["experiment.schema.json"]):
        if place == pointer:
            return value(chance, schema, key, container.get(key))
    return otherwise


def setting(chance, document):
    """The text of a --set."""
    _, _, pointer, chosen = draw(chance, document)
    return f"{pointer}={chosen if isinstance(chosen, str) else json.dumps(chosen)}"
