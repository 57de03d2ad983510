"""Seconds that are none are refused before anything runs, and the longest that are taken leave a run that can be ended."""

import signal
import subprocess
import unittest

from hostile import LAST_RESORT_S, MODNN, Hostile
from thorough import share

NO_SECONDS = ["nan", "-nan", "NaN", "nan(1)", "inf", "-inf", "infinity", "1e19", "1e308", "1e400", "-1", "-0", "0", "0.0", "-1e-9",
              "1e-400", "", " ", "1 ", " 1", "5x", "5s", "0x10", "0x1p4", "1e", "1e9.5", "1,5", "1_000", "+5", "--5", "1e9 1",
              "1000000001", "\u0665", "five", "1\n2", "\t5", "9" * 400, "." * 9, "e9"]
SECONDS = ["1e9", "1000000000", "999999999.99", "4294967.296", "1e-9", "1e-300", "5e-324", "0.1", ".5", "5.", "1E2"]


class Durations(Hostile):
    def test_what_is_no_time_is_refused(self):
        self.write()
        for number, text in enumerate(NO_SECONDS):
            for command in share((["run", "e.json", "--output", "out"],
                                  ["submit", "e.json", "--engine", "slurm", "--output", "out", "--dry-run"]), number, of=2):
                with self.subTest(text[:20], command=command[0]):
                    ended = self.modnn(*command, f"--point-timeout={text}")
                    self.assertEqual(ended.returncode, 2, ended.err)
                    self.assertIn("--point-timeout", ended.err)
                    self.assertLess(len(ended.err), 1000)
                    self.assertEqual(ended.out, "")
                    self.assertFalse((self.folder / "out").exists())

    def test_what_is_a_time_is_taken(self):
        self.write()
        for text in SECONDS:
            with self.subTest(text):
                # A time that no point needs fails all of them or none; nothing waits for it.
                ended = self.modnn("run", "e.json", "--quiet", "--output", f"out{text}", f"--point-timeout={text}")
                self.assertIn(ended.returncode, (0, 1), ended.err)
                if float(text) >= 1e6:
                    self.assertEqual(ended.returncode, 0, ended.err)
                if float(text) <= 1e-6:
                    self.assertIn("took longer than", ended.err)

    def test_patience(self):
        self.write()
        for number, text in enumerate(["nan", "-1", "0", "1e-400", "1e-4", "5x", " ", "0.0009", "-inf", "one"]):
            with self.subTest(text):
                self.environment["MODNN_PATIENCE_S"] = text
                for command in share((["run", "e.json", "--output", "out"], ["check", "e.json"], ["plan", "e.json"]), number):
                    ended = self.modnn(*command)
                    self.assertEqual(ended.returncode, 2, ended.err)
                    self.assertIn("MODNN_PATIENCE_S: expected seconds", ended.err)
                    self.assertFalse((self.folder / "out").exists())
        for text in ["", "inf", "1e19", "1e308", "1e400", "1e8", "99999999.9999999", "0.001"]:
            with self.subTest(text):
                self.environment["MODNN_PATIENCE_S"] = text
                self.assertEqual(self.modnn("check", "e.json").returncode, 0)

    def test_a_long_wait_can_be_ended(self):
        self.write(sweep={}, replications=100000)
        for text in ("1e9", "999999999.99", "4294967.296", "2147483.648", "86400"):
            for number in (signal.SIGTERM,) if text != "1e9" else (signal.SIGTERM, signal.SIGINT):
                with self.subTest(text, signal=number):
                    output = self.folder / f"{text}_{number}"
                    with subprocess.Popen([MODNN, "run", "e.json", "--quiet", "--output", output, "--point-timeout", text],
                                          cwd=self.folder, env=self.environment, stdout=subprocess.DEVNULL,
                                          stderr=subprocess.PIPE, start_new_session=True) as run:
                        try:
                            rows = output / "tiny" / "points.jsonl"
                            while not (rows.exists() and rows.stat().st_size > 0):
                                self.assertIsNone(run.poll())
                            run.send_signal(number)
                            said = run.communicate(timeout=LAST_RESORT_S)[1]
                        finally:
                            if run.poll() is None:
                                run.kill()
                    self.assertEqual(run.returncode, 1, said)
                    self.assertIn(b"modnn: interrupted, ", said)
                    self.assertGreater(len((output / "tiny" / "summary.csv").read_bytes().splitlines()), 1)


if __name__ == "__main__":
    unittest.main()
