"""Wrong values by kinds, several of each: exit 2, and every line begins with the file and line, or the option, and a pointer."""

import copy
import json
import resource
import shutil
import unittest

from hostile import TINY, Hostile
from thorough import share

PLAIN = {key: value for key, value in TINY.items() if key != "sweep"}
LONG = "n" * 5000
SPARSE_LAYER = {"name": "s", "kind": "sparse_dense", "outputs": 8, "density": 0.5}
MOST_MEMORY_KB = 1 << 20


def put(pointer, value, document=None):
    """PLAIN with another value there."""
    document = copy.deepcopy(document or PLAIN)
    *path, last = pointer.strip("/").split("/")
    holder = document
    for key in path:
        holder = holder[int(key)] if isinstance(holder, list) else holder.setdefault(key, {})
    holder[int(last) if isinstance(holder, list) else last] = value
    return document


def sweep(pointer, *values):
    return {**PLAIN, "sweep": {pointer: list(values)}}


# Whole documents: what is wrong, and the pointer that the message begins with.
DOCUMENTS = {
    "escapes that there are not": [(sweep(pointer, 1), "/sweep/") for pointer in
                                   ("/model/a~b", "/model/~2", "/~", "/model/~~0", "/delivery/via~", "/platform/~/x", "/~1~")],
    "tokens that are empty": [(sweep(pointer, 1), "/sweep/") for pointer in
                              ("", "/", "//", "/delivery//via", "/delivery/", "//seed", "/platform/workers//count")],
    "names of 5000 letters": [(put("/model", LONG), "/model"),
                              (put("/platform", LONG), "/platform"), (put("/name", LONG), "/name"),
                              (put("/platform/medium", LONG), "/platform/medium"), (put("/partition/conv", LONG), "/partition/conv"),
                              (put("/" + LONG, 1), "/" + LONG[:99]), (put("/partition/layers/" + LONG, "local"), "/partition/layers/"),
                              (put("/image", LONG), "/image"), (put("/figures", [LONG]), "/figures/0"), (sweep("/" + LONG, 1), "/")],
    "a sweep that no point can be named by": [
        ({key: value for key, value in sweep("/seed", 1).items() if key != "name"}, "/: "), (sweep("/name", "a", "b"), "/sweep/"),
        (sweep("/sweep", {}), "/sweep/"), (sweep("/zip", []), "/sweep/"), (sweep("/replications", 2), "/sweep/"),
        (sweep("/figures", []), "/sweep/"), (put("/name", ""), "/name"), (put("/name", None), "/name"), (put("/name", ["x"]), "/name")],
    "memory that cannot suffice": [
        (put("/model/input/height", 100000, put("/model/input/width", 100000)), ""),
        (put("/platform/group_owner/device", "nexus5", put("/model/layers/1/outputs", 2000000)), ""),
        (put("/model/input/channels", 65536, put("/model/input/height", 4096)), ""),
        (put("/model/layers/0/outputs", 60000, put("/model/input/height", 4000, put("/model/input/width", 4000))), ""),
        (put("/weight_bits", 64, put("/model/layers/1/outputs", 4000000)), "")],
    "more workers than a sparse layer can be cut for": [
        (put("/partition", {"dense": scheme}, put("/platform/workers/0/count", count, put("/model/layers/1", SPARSE_LAYER))), "/partition/dense")
        for scheme, count in (("scc", 65), ("mscc", 65), ("mscc+fgcp", 65), ("mscc", 100), ("mscc+fgcp", 250))],
    "speeds that are next to nothing": [
        (put(pointer, value), pointer) for value in (5e-324, 1e-310, 2.2e-308, 1e-300)
        for pointer in ("/platform/workers/0/speed_factor", "/platform/group_owner/speed_factor", "/platform/workers/0/rate_bps")],
}
# Texts that stand for a value of the seed: what JSON does not allow, or no double can hold.
TEXTS = {
    "numbers that no double holds": ("1e400", "-1e999", "1" + "0" * 400, "1e99999999999999999999", "0.1e309", "[1e400]"),
    "halves of letters": (r'"\ud800"', r'"\udc00x"', r'"\ud800\ud800"', r'"\ud83d"', r'{"\udfff": 1}', r'"x\uDBFF\n"'),
    "keys that stand twice": ('{"a": 1, "a": 1}', '{"a": {"b": 1, "b": 2}}', '[{"a": 1, "a": 2}]', r'{"a": 1, "\u0061": 2}',
                              '{"": 1, "": 2}', '{"a": {}, "b": 1, "a": {}}'),
    "no JSON": ("01", "+1", ".5", "1.", "0x10", "nul", "True", "'a'", "[1,]", "{1: 2}", "1 2", "NaN", "-Infinity", "\ufeff1", "/**/1"),
}


def deep(opening, value, closing, levels):
    return opening * levels + value + closing * levels


NESTED = {f"{name}, {levels}": deep(*words, levels) for levels in (201, 5000, 15000)
          for name, words in {"lists": ("[", "1", "]"), "objects": ('{"a":', "1", "}"), "both": ('[{"a":', "1", "}]"),
                              "left open": ("[", "", ""), "objects left open": ('{"a":', "", "")}.items()}


class LocatedErrors(Hostile):
    def refused(self, ended, place):
        self.assertEqual(ended.returncode, 2, ended.err)
        self.assertTrue(ended.err.startswith(place), ended.err[:300])
        self.assertNotRegex(ended.err, r"exception|filesystem error|std::|basic_string|stod|stoi|map::at|Spectra|\[json")
        self.assertLess(len(ended.err), 40000)
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, MOST_MEMORY_KB)
        written = (self.folder / "out").exists()
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        self.assertFalse(written)

    def refused_together(self, places, *command):
        """One call takes all files, and says of each what is wrong: {file: how the line about it begins}."""
        ended = self.modnn(*command, *places)
        self.refused(ended, next(iter(places)))
        for name, place in places.items():
            with self.subTest(name, command=command[0]):
                said = [line for line in ended.err.splitlines() if line.startswith(name)]
                self.assertTrue(said)
                self.assertTrue(said[0].startswith(place), said)

    def test_documents(self):
        for command in (["check"], ["run", "--output", "out", "--quiet"]):
            places = {}
            for kind, documents in DOCUMENTS.items():
                # What does not fit is a point that fails, beside others that may fit.
                for number, (document, pointer) in enumerate(documents if command == ["check"] or "memory" not in kind else []):
                    name = self.write(f"{kind.replace(' ', '_')}_{number}.json", document)
                    places[name] = f"{name}:1: {pointer}" if pointer else f"{name}:"
            self.refused_together(places, *command)

    def test_texts(self):
        words, places, settings = json.dumps(PLAIN), {}, []
        for kind, texts in TEXTS.items():
            for number, text in enumerate(texts):
                name = f"{kind.replace(' ', '_')}_{number}.json"
                (self.folder / name).write_text(f'{words[:-1]},\n"seed": {text}}}')
                places[name] = f"{name}:2: "
            settings += texts if kind != "no JSON" else []  # --set takes such words for a text
        self.refused_together(places, "check")
        self.write(document=PLAIN)
        for text in share(settings):
            with self.subTest(text=text[:60]):
                self.refused(self.modnn("plan", "e.json", "--set", f"/seed={text}"), "--set /seed=")

    def test_nested_settings(self):
        self.write(document=PLAIN)
        for name, text in share(NESTED.items()):
            with self.subTest(name=name):
                self.refused(self.modnn("plan", "e.json", "--set", f"/seed={text}"), "--set /seed=")

    def test_links_that_lead_nowhere(self):
        for name, target in {"loop": "loop", "one": "two", "two": "one", "folder": "folder/x", "gone": "absent", "up": "up/../up"}.items():
            (self.folder / name).symlink_to(target)
        self.write(document=PLAIN)
        for number, name in enumerate(("loop", "one", "folder", "folder/x", "gone", "up", "loop/e.json", "gone/x/y.json")):
            with self.subTest(name=name):
                self.refused(self.modnn("check", name), f"{name}: ")
                for pointer in share(("/model", "/platform", "/image", "/model/weights", "/platform/medium"), number):
                    self.refused(self.modnn("plan", "e.json", "--set", f"{pointer}=./{name}"), f"--set {pointer}=")

    def test_texts_that_take_memory(self):
        """A message within the memory that a process may have, whatever the file repeats."""
        many = 20 << 20
        for name, text in share({"zeros": "\0" * many, "digits": "1" * many, "lists": "[" * many, "a list": "[" + "0," * (many // 2) + "0]",
                           "objects": "[" + "{}," * (many // 3) + "{}]", "a text": '"' + "a" * many + '"', "spaces": " " * many,
                           "escapes": '"' + "\\u0041" * (many // 6) + '"', "line ends": "\n" * many,
                           "keys": "{" + ",".join(f'"{i}":0' for i in range(many // 12)) + "}",
                           "a long key": '{"' + "k" * (many // 2) + '":' + "[0" + ",0" * 100000 + "]}",
                           "a fraction": "0." + "0" * many + "1", "a list in its place": '{"seed":[' + "0," * (many // 2) + "0]}"}.items()):
            with self.subTest(name=name):
                (self.folder / "e.json").write_text(text)
                self.refused(self.modnn("check", "e.json"), "e.json:")


if __name__ == "__main__":
    unittest.main()
