"""Every malformed file ends with exit code 2 and the located messages beside it, and runs nothing.

A fixture NAME.json has its expected lines in NAME.expected: all of stderr, with the file's folder left out. There {names}
stands for the further rows of a table that may grow.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

FIXTURES = pathlib.Path(__file__).parent.parent / "fixtures" / "malformed"
MODNN = pathlib.Path(sys.argv.pop(1)).resolve()


def modnn(*arguments, cwd=FIXTURES):
    return subprocess.run([MODNN, *arguments], cwd=cwd, capture_output=True, text=True)


class Malformed(unittest.TestCase):
    def check(self, arguments, expected):
        with tempfile.TemporaryDirectory() as folder:
            if arguments[0] == "run":
                arguments = [*arguments, "--output", folder]
            ended = modnn(*arguments)
            self.assertRegex(ended.stderr, rf"\A{self.pattern(expected)}\Z")
            self.assertEqual(ended.returncode, 2)
            self.assertEqual(ended.stdout, "")
            self.assertEqual(list(pathlib.Path(folder).iterdir()), [])

    @staticmethod
    def pattern(expected):
        return re.escape(expected).replace(re.escape("{names}"), r'"[^"]+"(, "[^"]+")+')

    def test_fixtures(self):
        fixtures = sorted(FIXTURES.glob("*.json"))
        self.assertGreaterEqual(len(fixtures), 60)
        # Errors of all files come before anything runs, so that one call takes all of them: but for what is wrong in a
        # point, which is looked at where all files are right.
        alone = [[fixture] for fixture in fixtures if fixture.stem in ("zip_wrong_value", "sweep_value")]
        together = [fixture for fixture in fixtures if [fixture] not in alone]
        self.maxDiff = None
        for command in ("check", "run"):
            for group in (together, *alone, *([fixture] for fixture in together[::20])):
                with self.subTest(command=command, files=len(group), first=group[0].name):
                    self.check([command, *(fixture.name for fixture in group)],
                               "".join(fixture.with_suffix(".expected").read_text() for fixture in group))

    def test_missing_file(self):
        self.check(["run", "absent.json"], "absent.json: there is no such file\n")

    def test_too_large_files(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "large.json"
            with open(file, "w") as sparse:
                sparse.truncate(2**26 + 1)
            self.check(["check", file], f"{file}: larger than 64 MiB, which no experiment needs to be\n")
        self.check(["check", "/dev/zero"], "/dev/zero: larger than 64 MiB, which no experiment needs to be\n")

    def test_folder_instead_of_a_file(self):
        self.check(["run", "."], ".: expected a JSON file, got a folder\n")

    def test_bad_settings(self):
        file = "../../../experiments/paper_speedup.json"
        self.check(["run", file, "--set", "seed=1"],
                   "--set seed=1: expected /pointer=value, e.g. /delivery/via=peer\n")
        self.check(["run", file, "--set", "/seed=-1"],
                   "--set /seed=-1: /seed: expected an integer in [0, 9007199254740991], got -1\n")
        self.check(["run", file, "--set", "/platfrom/paging=lru"],
                   "--set /platfrom/paging=lru: /platfrom: there is no such value (did you mean \"platform\"?)\n")

    def test_bad_arguments(self):
        for arguments in ([], ["frobnicate"], ["run"], ["run", "x.json", "--jobs", "0"], ["show", "phones"]):
            with self.subTest(arguments=arguments):
                self.assertEqual(modnn(*arguments).returncode, 2)

    def test_errors_of_all_files_come_before_anything_runs(self):
        with tempfile.TemporaryDirectory() as folder:
            ended = modnn("run", "../../../experiments/numeric_check.json", "unknown_key.json", "--output", folder)
            self.assertEqual(ended.returncode, 2)
            self.assertEqual(list(pathlib.Path(folder).iterdir()), [])


if __name__ == "__main__":
    unittest.main()
