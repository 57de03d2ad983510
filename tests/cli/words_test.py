"""Folders with any name that a system knows: results, messages and job scripts are right, and no line is made of two."""

import os
import shlex
import shutil
import unittest

from hostile import Hostile
from thorough import share

# What a shell, sbatch, a format string, CMake, Python or a terminal has a meaning for.
WORDS = [b"two words", b" first", b"last ", b"100%", b"%a%j%s%n", b"a'b", b'a"b', b"''", b"$HOME", b"${x}", b"$(touch ran)",
         b"`touch ran`", b"a#b", b"#", b"a;touch ran", b"a&b", b"a|b", b"a>b", b"<a", b"(a)", b"{a,b}", b"[a-z]*", b"a?b", b"*", b"~",
         b"!!", b"=", b"a=b", b"-x", b"--output", b"--", b"{}", b"{0}", b"\xc3\xa9", b"\xf0\x9f\x93\xb1", b"caf\xe9", b"\xff\xfe", b"a,b",
         b"a:b", b"@a", b"+1", b"...", b"x" * 200]
BROKEN = [b"a\nb", b"\n", b"a\rb", b"a\x0bb", b"a\x0cb", b"a\tb", b"a\x1b[31m", b"a\x7f", b"a\x01", b"\xc2\x85", b"a\xe2\x80\xa8b",
          b"\xe2\x80\xa9", b"a\r\n#SBATCH --uid=0", b"\xc2\x9b31m"]
SBATCH = b"""#!/bin/bash
# The scheduler: runs the first task of the array, and the merge.
export SLURM_ARRAY_TASK_ID=1
for word; do script=$word; done
grep -a '^#SBATCH' "$script" >> "$DIRECTIVES"
bash "$script" >&2 || exit 1
echo 4711
"""


class Words(Hostile):
    def setUp(self):
        super().setUp()
        self.result_set()
        self.plain = self.contents(os.fsencode(self.folder / "out"))
        self.bin = self.root / "bin"
        self.bin.mkdir()
        (self.bin / "sbatch").write_bytes(SBATCH)
        (self.bin / "sbatch").chmod(0o755)
        self.environment["PATH"] = f"{self.bin}:{self.environment['PATH']}"
        self.environment["DIRECTIVES"] = str(self.root / "directives")

    def contents(self, output):
        files = {}
        for name in (b"summary.csv", b"layers.csv", b"devices.csv", b"experiment.resolved.json"):
            with open(output + b"/tiny/" + name, "rb") as file:
                files[name] = file.read()
        return files

    def calm(self, ended):
        """Nothing that the name holds was run, and what is said is text of whole lines."""
        self.assertFalse([name for name in os.listdir(self.folder) if name == "ran"])
        (ended.stdout + ended.stderr).decode("utf-8")

    def test_output(self):
        for number, word in share(enumerate(WORDS), 1):
            with self.subTest(word):
                output = os.fsencode(self.folder) + b"/o/" + word
                option = ([b"--output=" + word], [b"--output", b"./" + word], [b"--output", output + b"/"])[number % 3]
                ended = self.modnn("run", os.fsencode(self.folder / "e.json"), *option, "--quiet",
                                   cwd=self.made(os.fsencode(self.folder) + b"/o"))
                self.assertEqual(ended.returncode, 0, ended.err)
                self.calm(ended)
                self.assertEqual(self.contents(output), self.plain)
                ended = self.modnn("merge", output, b"--output=" + output + b".m")
                self.assertEqual(ended.returncode, 0, ended.err)
                self.assertEqual(self.contents(output + b".m"), self.plain)
                shutil.rmtree(os.fsencode(self.folder) + b"/o")

    def made(self, folder):
        os.makedirs(folder, exist_ok=True)
        return folder

    def test_job_scripts(self):
        for number, word in share(enumerate(WORDS), 2, of=4):
            for where in (("output", "standing", "experiment")[number % 3],):
                with self.subTest(word, where=where):
                    shutil.rmtree(self.root / "jobs", ignore_errors=True)
                    (self.root / "directives").write_text("")
                    folder = os.fsencode(self.root / "jobs") + b"/" + (b"x" if where == "output" else word)
                    os.makedirs(folder)
                    file = folder + b"/e.json"
                    shutil.copy(os.fsencode(self.folder / "e.json"), file)
                    output = b"o/" + word if where == "output" else b"o"
                    ended = self.modnn("submit", file if where == "experiment" else b"e.json", "--engine", "slurm", "--shards",
                                       "1", b"--output=" + output, "--point-timeout", "1e9",
                                       cwd=os.fsencode(self.root / "jobs") if where == "experiment" else folder)
                    self.assertEqual(ended.returncode, 0, ended.err)
                    self.calm(ended)
                    there = (os.fsencode(self.root / "jobs") if where == "experiment" else folder) + b"/" + output
                    self.assertEqual(self.contents(there), self.plain)
                    self.check_directives(there)

    def check_directives(self, output):
        """The log's name, as sbatch reads it: words in quotes, %% for %."""
        lines = (self.root / "directives").read_bytes().splitlines()
        logs = [shlex.split(os.fsdecode(line)) for line in lines if b"--output=" in line]
        self.assertEqual([len(words) for words in logs], [2, 2])
        for words, log in zip(logs, ("shard_%a.log", "merge.log")):
            folder, name = os.path.split(words[1].removeprefix("--output="))
            self.assertEqual(os.fsencode(folder.replace("%%", "%")), output + b"/.slurm/tiny")
            self.assertEqual(name, log)

    def test_line_breaks_in_job_scripts(self):
        for number, word in enumerate(BROKEN):
            folder = os.fsencode(self.folder) + b"/" + word
            os.makedirs(folder)
            shutil.copy(os.fsencode(self.folder / "e.json"), folder + b"/e.json")
            for name, arguments, options in share((
                    ("--output", ["e.json", b"--output=" + word], {}),
                    ("--output", ["e.json", b"--output=o/" + word + b"/x"], {}),
                    ("--sbatch", ["e.json", b"--sbatch=--comment=" + word], {}),
                    ("--sbatch", ["e.json", b"--sbatch=--" + word], {}),
                    ("--set", ["e.json", b"--set=/platform/name=" + word], {}),
                    ("FILE", [folder + b"/e.json"], {}),
                    ("FILE", ["e.json"], {"cwd": folder}),
                    ("/name", ["e.json", b"--set=/name=" + word], {})), number, of=4):
                for dry in (([], ["--dry-run"])[number % 2],):
                    with self.subTest(word, name=name, dry=dry):
                        ended = self.modnn("submit", "--engine", "slurm", "--shards", "2", *dry, *arguments, **options)
                        self.assertEqual(ended.returncode, 2, ended.err)
                        self.assertIn(name, ended.err)
                        self.assertEqual(ended.out, "")
                        self.assertFalse((self.root / "directives").exists())
                        self.calm(ended)
            shutil.rmtree(folder)

    def test_the_environment(self):
        self.write(figures=["speedup"])
        self.modnn("run", "e.json", "--output", "drawn", "--quiet")
        figures = self.folder / "drawn" / "tiny" / "figures"
        before = {path.name: path.read_bytes() for path in figures.iterdir()}
        self.assertEqual(len(before), 3)
        variables = (("HOME",), ("TMPDIR", "XDG_CACHE_HOME"), ("MPLCONFIGDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME"))
        for number, word in share(enumerate((b"two words", b"100%s", b"a'b\"c", b"$(touch ran)`touch ran`", b"a;b#c", b"a\nb", b"caf\xe9",
                                       b"-x", b"{0}"))):
            for names in (variables[number % 3],):
                with self.subTest(word, names=names):
                    folder = self.made(os.fsencode(self.root) + b"/env/" + word)
                    environment = {**{os.fsencode(key): os.fsencode(value) for key, value in self.environment.items()},
                                   **{os.fsencode(name): folder for name in names}}
                    for path in figures.iterdir():
                        path.unlink()
                    ended = self.modnn("plot", "drawn/tiny", env=environment)
                    self.assertEqual((ended.returncode, ended.err), (0, ""))
                    self.calm(ended)
                    self.assertEqual({path.name: path.read_bytes() for path in figures.iterdir()}, before)

    def test_figures_in_odd_folders(self):
        self.write(figures=["speedup"])
        self.modnn("run", "e.json", "--output", "drawn", "--quiet")
        for number, word in share(enumerate((b"two words", b"%s%d", b"a'b\"c", b"$(touch ran)`touch ran`", b"a;b#c", b"caf\xe9", b"-x",
                                       b"{0}$x$", b"\xf0\x9f\x93\xb1")), 1):
            for locale in (("C.UTF-8", "C")[number % 2],):
                with self.subTest(word, locale=locale):
                    output = self.made(os.fsencode(self.folder) + b"/odd") + b"/" + word
                    shutil.rmtree(output, ignore_errors=True)
                    shutil.copytree(os.fsencode(self.folder / "drawn"), output)
                    shutil.rmtree(output + b"/tiny/figures")
                    ended = self.modnn("plot", b"./" + word + b"/tiny", cwd=os.fsencode(self.folder) + b"/odd",
                                       env={**self.environment, "LC_ALL": locale})
                    self.assertEqual((ended.returncode, ended.err), (0, ""))
                    self.calm(ended)
                    for name in ("speedup.pdf", "speedup.png"):
                        with open(output + b"/tiny/figures/" + os.fsencode(name), "rb") as file:
                            self.assertEqual(file.read(), (self.folder / "drawn" / "tiny" / "figures" / name).read_bytes())


if __name__ == "__main__":
    unittest.main()
