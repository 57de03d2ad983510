"""No text of the user reaches a terminal with control characters, and no message has more lines than problems."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from thorough import share

MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
EXPERIMENT = {"name": "x", "model": "lenet5", "platform": "nexus5_wlan"}
# Red, a bell, a cleared screen in 8 bits, a line of its own, text from right to left, no UTF-8 at all.
HOSTILE = [b"\x1b[31m", b"\a", b"\xc2\x9b2J", b"\nmodnn: all is well", b"\r", b"\xe2\x80\xae", b"\x9b31m", b"\xe9", b"\x7f"]
FORBIDDEN = [chr(code) for code in [*range(10), *range(11, 32), *range(127, 160), 0x202e, 0xfffd]]


def calls(text):
    """What is called with the text, as bytes, and whether it ends with 2."""
    return {
        "a file that is not there": (["run", b"e" + text + b".json"], True),
        "a folder in a name": (["run", b"d" + text + b"/e.json"], True),
        "a checked file": (["check", b"e" + text + b".json"], True),
        "a setting's value": (["run", "e.json", "--set", b"/delivery/via=" + text], True),
        "a setting's pointer": (["run", "e.json", "--set", b"/delivery/" + text + b"=1"], True),
        "a setting's name": (["run", "e.json", "--set", b"/name=" + text], True),
        "a setting's file": (["run", "e.json", "--set", b"/model=./" + text + b".json"], True),
        "a catalogue name": (["run", "e.json", "--set", b"/model=" + text], True),
        "a layer": (["plan", "e.json", "--set", b"/partition/layers/" + text + b"=local"], True),
        "an image": (["run", "e.json", "--set", b"/image=" + text], True),
        "weights": (["run", "e.json", "--set", b"/model/weights=" + text], True),
        "a setting that is none": (["run", "e.json", "--set", text], True),
        "a list": (["run", "e.json", "--set", b"/partition=[" + text], True),
        "a shard": (["run", "e.json", "--shard", text], True),
        "a command": ([text], True),
        "an option": (["run", "e.json", b"--" + text], True),
        "a name in show": (["show", "devices", text], True),
        "a result set": (["plot", b"no" + text], True),
        "result sets": (["merge", b"no" + text, "--output", "m"], True),
        "a case of quality": (["quality", "--only", text + b"nothing"], True),
    }


class ControlCharacters(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "e.json").write_text(json.dumps(EXPERIMENT))

    def modnn(self, *arguments):
        return subprocess.run([MODNN, *arguments], cwd=self.folder, capture_output=True)

    def check(self, ended, wrong):
        if wrong:
            self.assertEqual(ended.returncode, 2, ended)
            self.assertTrue(ended.stderr)
        text = (ended.stdout + ended.stderr).decode("utf-8")  # which it is
        self.assertFalse([code for code in FORBIDDEN if code in text], ended)
        self.assertNotIn("\nmodnn: all is well", text)

    def test_arguments(self):
        for number, text in enumerate(HOSTILE):
            for name, (arguments, wrong) in share(calls(text).items(), number):
                with self.subTest(name, text=text):
                    self.check(self.modnn(*arguments), wrong)

    def test_files(self):
        for number, text in enumerate(HOSTILE):
            word = text.decode("utf-8", errors="ignore") + "x"
            for name, change in share({"a key": {word: 1}, "a scheme": {"partition": {"conv": word}}, "a name": {"name": word + "/"},
                                 "a layer": {"partition": {"layers": {word: "local"}}},
                                 "an axis": {"sweep": {"/" + word: [1]}},
                                 "a value": {"sweep": {"/delivery/via": ["peer", word]}},
                                 "a model": {"model": {"name": word, word: 1}}}.items(), number):
                with self.subTest(name, text=text):
                    (self.folder / "f.json").write_text(json.dumps(dict(EXPERIMENT, **change)))
                    for command in ("check", "run"):
                        self.check(self.modnn(command, "f.json"), True)

    def test_results(self):
        for text in share(HOSTILE):
            word = text.decode("utf-8", errors="ignore") + "x"
            with self.subTest(text=text):
                experiment = dict(EXPERIMENT, sweep={"/platform/name": [word, "p"],
                                                     "/platform/workers/0/device/available_bytes": [1e9, 1]})
                (self.folder / "f.json").write_text(json.dumps(experiment))
                self.check(self.modnn("check", "f.json"), True)
                output = os.fsencode(self.folder) + b"/o" + text
                for options in ([], ["--force"], ["--retry-failed"]):
                    self.check(self.modnn("run", "f.json", "--output", output, *options), True)
                rows = output + b"/x/points.jsonl"
                with open(rows, "ab") as file:
                    file.write(b"damaged" + text + b"\n")
                self.check(self.modnn("run", "f.json", "--output", output), True)  # names the folder
                self.check(self.modnn("run", "e.json", "--output", output), True)
                self.check(self.modnn("plot", output + b"/x"), True)


if __name__ == "__main__":
    unittest.main()
