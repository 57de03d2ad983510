"""Nothing that lies beside an experiment or in a result set is run: no module of Python, no script, no words of a shell."""

import json
import os
import shutil
import unittest

from hostile import Hostile
from thorough import share

MODULES = ("pandas", "numpy", "matplotlib", "sitecustomize", "usercustomize", "style", "results", "json", "speedup", "draw")
SHELL_WORDS = ("$(touch ran)", "`touch ran`", "; touch ran ;", "' touch ran '", "&& touch ran", "| touch ran", "\" touch ran \"",
               "$'x' touch ran", "~ ${PATH}", "* ? [a-z]", "> ran", "-- touch ran #", "%a %j {a,b}", "!touch")
FAKE_SBATCH = """#!/bin/bash
# Does at once what Slurm would do.
script=${@: -1}
grep -q array= "$script" && export SLURM_ARRAY_TASK_ID=1
bash "$script" >>"$LOG" 2>&1
printf '%b' "$ANSWER"
"""


class NothingRuns(Hostile):
    def drop_modules(self, folder):
        """Modules that tell by a file that they were run."""
        folder.mkdir(parents=True, exist_ok=True)
        for module in MODULES:
            mark = self.folder / f"ran_{folder.name}_{module}"
            (folder / f"{module}.py").write_text(f"open({str(mark)!r}, 'w')\nraise SystemExit(9)\n")
        (folder / "pandas").mkdir(exist_ok=True)
        shutil.copy(folder / "pandas.py", folder / "pandas" / "__init__.py")

    def marks(self):
        return [path.name for path in self.folder.rglob("ran*") if not path.is_dir()]

    def test_modules_beside_the_experiment_and_in_the_set(self):
        self.drop_modules(self.folder)
        self.drop_modules(self.folder / "out" / "tiny")
        self.drop_modules(self.folder / "out" / "tiny" / "figures")
        self.drop_modules(self.folder / "elsewhere")
        self.write("elsewhere/e.json", figures=["speedup"])
        ended = self.modnn("run", "elsewhere/e.json", "--output", "out", "--quiet")
        self.assertEqual((ended.returncode, ended.err), (0, ""))
        figures = self.folder / "out" / "tiny" / "figures"
        for stands in ("out/tiny", "out/tiny/figures", "elsewhere"):
            (figures / "speedup.pdf").unlink()
            ended = self.modnn("plot", self.folder / "out" / "tiny", cwd=self.folder / stands)
            self.assertEqual((ended.returncode, ended.err), (0, ""))
            self.assertTrue((figures / "speedup.pdf").is_file())
        self.assertEqual(self.marks(), [])

    def test_files_of_a_set_name_no_script(self):
        folder = self.result_set(figures=["speedup"])
        script = self.folder / "evil.py"
        script.write_text(f"open({str(self.folder / 'ran')!r}, 'w')\ndef main(folder): pass\n")
        for number, name in enumerate(("index.json", "experiment.resolved.json")):
            content = (folder / name).read_text()
            for key in share(("figures", "script", "scripts", "--script", "plots", "python"), number, of=2):
                with self.subTest(name=name, key=key):
                    changed = json.loads(content)
                    changed[key] = [str(script), str(script)[:-3], "evil"]
                    (folder / name).write_text(json.dumps(changed))
                    for command in (["plot", folder], ["merge", folder, "--output", "m"]):
                        ended = self.modnn(*command)
                        self.assertTrue(ended.returncode == 0 or ended.err)
                    self.assertEqual(self.marks(), [])
            (folder / name).write_text(content)

    def test_words_of_a_shell_are_names(self):
        (self.root / "bin").mkdir()
        sbatch = self.root / "bin" / "sbatch"
        sbatch.write_text(FAKE_SBATCH)
        sbatch.chmod(0o755)
        self.environment.update(PATH=f"{sbatch.parent}:{os.environ['PATH']}", LOG=str(self.root / "log"))
        answers = ("4711\\n", "a line\\n$(touch ran)\\n4711\\n", "`touch ran`\\n4711;cluster", "; touch ran\\n4711", "4711\\n\\n")
        for number, words in share(enumerate(SHELL_WORDS)):
            with self.subTest(words=words):
                name = f"{words} e.json"
                self.write(name)
                self.environment["ANSWER"] = answers[number % len(answers)]
                ended = self.modnn("submit", name, "--engine", "slurm", "--shards", "1", "--output", words, "--set",
                                   f"/model/name={words}")
                log = (self.root / "log").read_text() if (self.root / "log").exists() else ""
                self.assertEqual(ended.returncode, 0, ended.err)
                self.assertTrue((self.folder / words / "tiny" / "summary.csv").is_file(), log)
                self.assertEqual(self.marks(), [])
                shutil.rmtree(self.folder / words)


if __name__ == "__main__":
    unittest.main()
