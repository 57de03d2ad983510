"""What `modnn run` and `modnn plot` draw, by which scripts, and that nothing of the person's surroundings takes part."""

import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

from thorough import share

ROOT = pathlib.Path(__file__).parent.parent.parent
MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
EXPERIMENT = {
    "name": "e", "model": {"name": "$m_1", "input": {"channels": 1, "height": 16, "width": 16},
                           "layers": [{"name": "conv1", "kind": "conv", "outputs": 2, "kernel": 3}]},
    "platform": "nexus5_wlan", "sweep": {"/platform/workers/0/count": [1, 2]}, "figures": ["speedup"],
}
PICTURES = ("speedup.pdf", "speedup.png")
CAPTION = "speedup.txt"


class Plot(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def modnn(self, *arguments, cwd=None, **environment):
        return subprocess.run([MODNN, *map(str, arguments)], cwd=cwd or self.folder, capture_output=True, text=True,
                              env={key: value for key, value in {**os.environ, **environment}.items() if value is not None})

    def run_experiment(self, *options, **changes):
        file = self.folder / "e.json"
        file.write_text(json.dumps({**EXPERIMENT, **changes}))
        return self.modnn("run", file, "--output", self.folder, "--quiet", *options)

    def result_set(self):
        self.assertEqual(self.run_experiment().returncode, 0)
        return self.folder / "e"

    def pictures(self):
        """Hashes: where bytes differ, how they differ says nothing and takes minutes to find."""
        return [hashlib.sha256((self.folder / "e" / "figures" / name).read_bytes()).hexdigest() for name in PICTURES]

    def test_figures_are_plain_names_of_the_product(self):
        script = self.folder / "evil.py"
        script.write_text(f"open({str(self.folder / 'ran')!r}, 'w')\ndef main(folder): pass\n")
        folder = self.result_set()
        resolved = folder / "experiment.resolved.json"
        content = json.loads(resolved.read_text())
        for name in share((str(script.with_suffix("")), "evil", "./evil", "../../../../../../.." + str(script)[:-3],
                     "style", "draw", "plotting", "medium", "captions", "", "speedup/", "x" * 5000, "speed\nup",
                     "speedup\u0000", "--script", 7, None, ["speedup"], "Speedup")):
            with self.subTest(name=str(name)[:40]):
                ended = self.run_experiment(figures=["breakdown", name])
                self.assertEqual(ended.returncode, 2, ended.stderr)
                self.assertIn("e.json:1: /figures/1: expected one of", ended.stderr)
                resolved.write_text(json.dumps({**content, "figures": [name]}))
                ended = self.modnn("plot", folder)
                self.assertEqual(ended.returncode, 2, ended.stderr)
                self.assertIn("experiment.resolved.json:1: /figures/0: expected one of", ended.stderr)
                self.assertFalse((self.folder / "ran").exists())

    def test_scripts_of_a_file_run_by_the_persons_word_only(self):
        script, ran = self.folder / "mine.py", self.folder / "ran"
        script.write_text(f"import results\ndef main(folder):\n    open({str(ran)!r}, 'a').write(str(len(results.points(folder))))\n")
        refused = "/figures/1: names a script: run, check, plan, submit and plot take it with --allow-commands only"
        for name in ("./mine.py", "mine.py", str(script), "../absent.py"):
            with self.subTest(name=name):
                ended = self.run_experiment(figures=["speedup", name])
                self.assertEqual((ended.returncode, ended.stderr), (2, f"{self.folder / 'e.json'}:1: {refused}\n"))
                self.assertFalse((self.folder / "e").exists())
        ended = self.run_experiment("--allow-commands", figures=["../absent.py"])
        self.assertEqual(ended.returncode, 2)
        self.assertIn("/figures/0: there is no such file: ", ended.stderr)
        self.assertFalse(ran.exists())
        ended = self.run_experiment("--allow-commands", figures=["speedup", "./mine.py", "mine.py"])
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertEqual(ran.read_text(), "2")  # once, with both points
        for options, code, wrote in (((), 2, "2"), (("--allow-commands",), 0, "22")):
            ended = self.modnn("plot", self.folder / "e", *options)
            self.assertEqual(ended.returncode, code, ended.stderr)
            self.assertEqual(ran.read_text(), wrote)
        self.assertEqual(json.loads((self.folder / "e" / "experiment.resolved.json").read_text())["figures"],
                         ["speedup", str(script)])

    def test_columns_of_ones_own_choice(self):
        folder = self.result_set()
        (self.folder / "own.csv").write_text("workers,makespan_s\n2,0.5\n")
        ended = self.modnn("plot", folder, "--x", "workers", "--y", "makespan_s", "--published", "own.csv", "--format", "svg",
                           "--width", "5in")
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertEqual(ended.stdout, f"{folder / 'figures' / 'makespan_s_by_workers.svg'}\n")
        picture = (folder / "figures" / "makespan_s_by_workers.svg").read_text()
        self.assertIn('width="360pt"', picture)  # 5 inches of 72 points
        self.assertTrue((folder / "figures" / "makespan_s_by_workers.txt").read_text().startswith("Makespan (s) against workers, for "))
        for words, code, said in ((["--x", "worker", "--y", "makespan_s"], 2, 'did you mean "workers"?'),
                                  (["--y", "makespan_s"], 2, "--x: --kind line needs a column"),
                                  (["--x", "workers"], 2, "--y"),
                                  (["--x", "workers", "--y", "makespan_s", "--published", "modnn_217"], 2,
                                   'no published data is called so (did you mean "modnn_2017"?)'),
                                  (["--x", "workers", "--y", "makespan_s", "--published", "phone_compute"], 1,
                                   "phone_compute.json has no point with workers and makespan_s"),
                                  (["--y", "makespan_s", "--script", "x.py"], 2, "excludes")):
            with self.subTest(words=words):
                ended = self.modnn("plot", folder, *words)
                self.assertEqual(ended.returncode, code, ended.stderr)
                self.assertIn(said, ended.stderr)

    def test_the_bytes_depend_on_the_data_alone(self):
        folder = self.result_set()
        first = self.pictures()
        odd = self.folder / "odd"
        (odd / ".config" / "matplotlib").mkdir(parents=True)
        for name in ("pandas", "matplotlib", "numpy", "style", "json", "sitecustomize"):
            (odd / f"{name}.py").write_text("open('ran', 'w')\nraise ImportError\n")
        rc = odd / "matplotlibrc"
        plain = self.folder / "plain"
        plain.mkdir()
        texts = ("text.usetex: True\n", "font.size: 20\nsavefig.dpi: 50\n", "backend: TkAgg\n", "nonsense\n",
                 "axes.grid: what\n", "\x00\n")
        surroundings = [(odd, text, {}) for text in texts] + [
            (plain, texts[1], {"MATPLOTLIBRC": str(rc)}), (plain, texts[1], {"MPLCONFIGDIR": str(odd)}),
            (plain, texts[1], {"HOME": str(odd)}), (plain, "", {"HOME": "/nonexistent", "XDG_CACHE_HOME": ""}),
            (plain, "", {"MPLBACKEND": "TkAgg"}), (plain, "", {"PYTHONPATH": str(odd)}),
            (plain, "", {"PYTHONHOME": str(odd)}), (plain, "", {"PYTHONSTARTUP": str(odd / "json.py")}),
            (plain, "", {"PYTHONOPTIMIZE": "2", "PYTHONHASHSEED": "7"}), (plain, "", {"PYTHONWARNINGS": "error"}),
            (plain, "", {"PYTHONUSERBASE": str(odd), "PYTHONPLATLIBDIR": "odd", "PYTHONSAFEPATH": ""}),
            (plain, "", {"PYTHONVERBOSE": "2", "PYTHONINSPECT": "1", "PYTHONPROFILEIMPORTTIME": "1", "PYTHONDEBUG": "1"}),
            (plain, "", {"PYTHONIOENCODING": "ascii:strict", "PYTHONUTF8": "0", "LC_ALL": "C"}),
            (plain, "", {"LC_ALL": "xx_XX.nonsense", "LANG": "de_DE@euro"}), (plain, "", {"LC_ALL": "", "LANG": "POSIX"}),
            (plain, "", {"MPLCONFIGDIR": "/proc/nowhere"}), (plain, "", {"MPLCONFIGDIR": str(rc)}),
            (plain, "", {"HOME": None}), (plain, "", {"HOME": str(rc), "XDG_CACHE_HOME": str(rc)}),
            (plain, "", {"HOME": "/proc", "XDG_CACHE_HOME": "relative"}), (plain, "", {"HOME": "/nonexistent", "TMPDIR": "/nonexistent"}),
            (plain, "", {"SOURCE_DATE_EPOCH": "1", "TZ": "Asia/Kathmandu"}), (plain, "", {"SOURCE_DATE_EPOCH": "x", "DISPLAY": ":99"})]
        for stands, text, environment in share(surroundings, 1, of=6):
            with self.subTest(stands=stands.name, text=text, environment=environment):
                rc.write_text(text)
                shutil.copy(rc, odd / ".config" / "matplotlib" / "matplotlibrc")
                shutil.rmtree(folder / "figures")
                ended = self.modnn("plot", folder, cwd=stands, **environment)
                self.assertEqual((ended.returncode, ended.stderr), (0, ""))
                self.assertEqual(self.pictures(), first)
                self.assertFalse((stands / "ran").exists())

    def test_a_script_that_the_person_names(self):
        folder = self.result_set()
        own = self.folder / "own"
        own.mkdir()
        (own / "helper.py").write_text("WORD = 'helped'")
        (own / "pandas.py").write_text("raise SystemExit('shadowed')")
        seen = self.folder / "seen"
        uses = f"import helper, style, results\ndef main(folder):\n    rows = results.points(folder)\n"
        cases = (("main.py", uses + f"    open({str(seen)!r}, 'w').write(helper.WORD + str(len(rows)))\n", 0, "helped2", ""),
                 ("flat.py", f"import sys\nopen({str(seen)!r}, 'w').write(sys.argv[1])\n", 0, str(folder), ""),
                 ("no_suffix", f"open({str(seen)!r}, 'w').write('run')\n", 0, "run", ""),
                 ("wrong.py", "x = 1\nraise KeyError('y')\n", 1, None, "wrong.py:2: "),
                 ("syntax.py", "def (\n", 1, None, "SyntaxError"), ("leaves.py", "import sys; sys.exit(4)", 1, None, "4"),
                 ("needs.py", "import results\nraise results.DoesNotApply('needs more')", 1, None, "needs more"))
        for name, text, code, wrote, said in cases:
            with self.subTest(script=name):
                seen.unlink(missing_ok=True)
                (own / name).write_text(text)
                ended = self.modnn("plot", folder, "--script", own / name)
                self.assertEqual(ended.returncode, code, ended.stderr)
                self.assertEqual(seen.read_text() if seen.exists() else None, wrote)
                self.assertIn(said, ended.stderr)
                self.assertEqual(ended.stderr.count("\n"), 1 if code else 0, ended.stderr)
        ended = self.modnn("plot", folder, "--script", own / "absent.py")
        self.assertEqual((ended.returncode, ended.stderr), (2, f"--script {own / 'absent.py'}: there is no such file\n"))
        self.assertEqual(self.modnn("plot", own, "--script", own / "flat.py").returncode, 2)

    def test_no_old_figure_stays_beside_new_data(self):
        self.assertEqual(self.run_experiment("--shard", "1/2").returncode, 0)
        figures = self.folder / "e" / "figures"
        for name in ("speedup.pdf", "speedup.png", "layers.png", "mine.png", "gantt_0.png", "notes.txt", CAPTION):
            figures.mkdir(exist_ok=True)
            (figures / name).write_text("old")
        ended = self.run_experiment("--json-lines")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual(sorted(path.name for path in figures.iterdir()), ["gantt_0.png", "mine.png", "notes.txt"])
        self.assertIn(f"modnn: {figures / 'mine.png'} shows older results than those there now\n", ended.stderr)
        self.assertEqual(self.run_experiment().returncode, 0)
        self.assertTrue(all((figures / name).stat().st_size > 5000 for name in PICTURES))

    def test_a_link_in_the_place_of_the_figures_is_not_followed(self):
        folder = self.result_set()
        elsewhere = self.folder / "elsewhere"
        (folder / "figures").rename(elsewhere)
        (folder / "figures").symlink_to(elsewhere)
        before = {path: path.stat().st_mtime_ns for path in elsewhere.iterdir()}
        ended = self.modnn("plot", folder)
        self.assertEqual(ended.returncode, 3)
        self.assertIn("figures: is a symbolic link", ended.stderr)
        self.assertEqual({path: path.stat().st_mtime_ns for path in elsewhere.iterdir()}, before)
        (folder / "figures").unlink()
        (folder / "figures").mkdir()
        target = self.folder / "target"
        target.write_text("mine")
        (folder / "figures" / "speedup.pdf").symlink_to(target)
        self.assertEqual(self.modnn("plot", folder).returncode, 0)
        self.assertEqual(target.read_text(), "mine")
        self.assertFalse((folder / "figures" / "speedup.pdf").is_symlink())

    def test_names_are_text_in_a_figure(self):
        names = ("$\\frac{1}{0", "_x", "a_b^c", "\\input{/etc/passwd}", "100%s %n {0}", "a\nb", "\u202etxt.exe", "\x1b[31m", "#&~",
                 "$x$ $", "\u0000", "x" * 3000, "\ufffe\U0010ffff", "")
        for start in share(range(0, len(names), 4), 1, of=2):
            some = names[start:start + 4]
            layers = [{"name": name or "e", "kind": "conv", "outputs": 2, "kernel": 3} for name in some]
            platform = {"group_owner": {"device": "nexus5"}, "workers": [{"device": "nexus5", "count": 2}], "medium": "wlan_40mbps"}
            device = {**json.loads((ROOT / "platforms" / "devices" / "nexus5.json").read_text()), "name": some[0]}
            with self.subTest(names=some):
                shutil.rmtree(self.folder / "e", ignore_errors=True)
                ended = self.run_experiment("--trace", model=dict(EXPERIMENT["model"], name=some[-1], layers=layers),
                                            platform={**platform, "group_owner": {"device": device}},
                                            sweep={"/model/name": [name or "e" for name in some]}, figures=["breakdown", "gantt"])
                self.assertEqual((ended.returncode, ended.stderr), (0, ""))

    def test_a_drawing_that_was_killed_leaves_nothing(self):
        """Its leftovers go with the next drawing, a person's own files stay, and a figure without its second file is drawn."""
        folder = self.result_set()
        whole = self.pictures()
        figures = folder / "figures"
        dead = subprocess.Popen(["true"])
        dead.wait()
        mine = ("mine.tmp", "speedup.png.tmp", "speedup.12x.tmp", ".hidden.png")
        for name in mine:
            (figures / name).write_text("mine")
        running = figures / f"speedup.png.{os.getpid()}.tmp"  # of a drawing that goes on
        running.write_text("half")
        for leftover in (f"speedup.pdf.{dead.pid}.tmp", f"speedup.png.{dead.pid}.tmp", f"layers.png.{dead.pid}.tmp"):
            (figures / leftover).write_text("half")
        (figures / "speedup.pdf").unlink()
        self.assertEqual(self.run_experiment().returncode, 0)
        self.assertEqual(self.pictures(), whole)
        self.assertEqual(sorted(path.name for path in figures.iterdir()), sorted([*mine, *PICTURES, CAPTION, running.name]))

    def test_a_drawing_is_killed(self):
        """Wherever it is killed, there is the old figure, or the new one, or none, and the next drawing leaves no trace of it."""
        folder = self.result_set()
        whole = self.pictures()
        figures = folder / "figures"
        script = self.folder / "die.py"
        for number in share((signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV, signal.SIGABRT, signal.SIGXCPU)):
            with self.subTest(signal=number.name):
                script.write_text("import os, style\ndef main(folder):\n    def die(file):\n        file.write(b'half')\n"
                                  f"        file.flush()\n        os.kill(os.getpid(), {int(number)})\n"
                                  "    import pathlib\n    style.write({pathlib.Path(folder) / 'figures' / 'speedup.pdf': die})\n")
                ended = self.modnn("plot", folder, "--script", script)
                self.assertEqual(ended.returncode, 1)
                self.assertIn(f"ended with {128 + number}", ended.stderr)
                self.assertEqual(self.pictures(), whole)
                self.assertEqual(len(list(figures.glob("*.tmp"))), 1)
                self.assertEqual(self.modnn("plot", folder).returncode, 0)
                self.assertEqual(sorted(path.name for path in figures.iterdir()), sorted([*PICTURES, CAPTION]))

    def test_a_figure_that_does_not_apply(self):
        ended = self.run_experiment(figures=["dense", "speedup"])
        sentence = f"plots/dense.py: {self.folder / 'e'}: not drawn: needs a swept /model/layers/<number>/density\n"
        self.assertEqual((ended.returncode, ended.stderr), (0, sentence))  # the results are whole
        self.assertTrue((self.folder / "e" / "figures" / "speedup.pdf").is_file())
        ended = self.modnn("plot", self.folder / "e")
        self.assertEqual((ended.returncode, ended.stderr), (1, sentence))  # here it is what was asked for

    def test_published_data_is_named_and_changes_no_point(self):
        self.assertEqual(self.run_experiment().returncode, 0)
        plain = (self.folder / "e" / "summary.csv").read_bytes()
        shutil.rmtree(self.folder / "e")
        ended = self.run_experiment(published=["modnn_2017", "edgeld_2020"])
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual((self.folder / "e" / "summary.csv").read_bytes(), plain)
        resolved = json.loads((self.folder / "e" / "experiment.resolved.json").read_text())
        self.assertEqual(resolved["published"], ["modnn_2017", "edgeld_2020"])
        for published, pointer, hint in (("modn_2017", "", ' (did you mean "modnn_2017"?)'), (3, "", "got 3"),
                                         ("../published/modnn_2017", "", "expected one of"), ({}, "", "got {}"),
                                         (["modnn_2017", "x"], "/1", 'got "x"'), (["modnn_2017.json"], "/0", "")):
            ended = self.run_experiment(published=published)
            self.assertEqual(ended.returncode, 2)
            self.assertIn(f"e.json:1: /published{pointer}: expected one of", ended.stderr)
            self.assertIn(hint, ended.stderr)


if __name__ == "__main__":
    unittest.main()
