"""What modnn itself has written is read again, however large: limits are for what somebody wrote."""

import json
import pathlib
import shutil
import unittest

from hostile import TINY, Hostile
from thorough import THOROUGH

LIMIT = 64 << 20
SOURCE = pathlib.Path(__file__).resolve().parents[2]


class LargeSets(Hostile):
    def ran(self, *arguments, expected=0):
        ended = self.modnn(*arguments)
        self.assertEqual(ended.returncode, expected, ended.err[:2000])
        return ended

    def goes_on(self, points, file="e.json", *options):
        """Another run reuses all rows, and merging and drawing read the set."""
        ended = self.ran("run", file, "--quiet", "--output", "o", *options)
        self.assertIn(f"0 computed, {points} reused", ended.out.splitlines()[-1])
        shutil.rmtree(self.folder / "m", ignore_errors=True)
        self.assertIn(f"{points} points, 0 missing, 0 failed", self.ran("merge", "o", "--output", "m").out)
        script = self.folder / "draw.py"
        script.write_text("import results\ndef main(folder):\n"
                          f"    assert len(results.points(folder)), results.resolved(folder, '/name')\n")
        self.ran("plot", "m/tiny", "--script", "draw.py")
        # The experiment names no figures, which is found out by reading it.
        self.assertIn("the experiment names no figures", self.ran("plot", "m/tiny", expected=2).err)

    def test_long_texts_in_rows_and_tables(self):
        text = "x" * (3 << 20)
        names = [f"{number}{text}" for number in range(12)]
        self.write(sweep={"/platform/name": names})
        self.ran("run", "e.json", "--quiet", "--output", "o")
        folder = self.folder / "o" / "tiny"
        for name in ("points.jsonl", "summary.csv"):
            self.assertGreater((folder / name).stat().st_size, LIMIT)
        self.goes_on(len(names))

    def with_source(self, source):
        """Both kinds of phones have a device with such a source, which is written out for each of them."""
        device = dict(json.loads((SOURCE / "platforms" / "devices" / "nexus5.json").read_text()), source=source)
        (self.folder / "d.json").write_text(json.dumps(device))
        return {"group_owner": {"device": "./d.json"}, "workers": [{"device": "./d.json", "count": 2}], "medium": "wlan_40mbps"}

    def test_a_file_within_another(self):
        """As deep as a file may be, it is deeper where it is put in."""
        deep = "end"
        for _ in range(198):
            deep = [deep]
        platform = self.with_source({"deep": deep})
        self.write(platform=platform)
        self.ran("run", "e.json", "--quiet", "--output", "o")
        self.goes_on(2)
        self.write(sweep={}, zip=[{"/platform": platform}, {"/platform": dict(platform, name="other")}])
        self.ran("run", "e.json", "--quiet", "--output", "o", "--replace")
        self.goes_on(2)

    @unittest.skipUnless(THOROUGH, "takes half a minute of processor time")
    def test_a_text_written_out_twice(self):
        self.write(platform=self.with_source({"text": "x" * (LIMIT // 2)}), sweep={})
        self.ran("run", "e.json", "--quiet", "--output", "o")
        self.assertGreater((self.folder / "o" / "tiny" / "experiment.resolved.json").stat().st_size, LIMIT)
        self.goes_on(1)

    def test_as_many_keys_as_an_object_may_have_and_one_more(self):
        self.write(platform=self.with_source({f"key{number}": "x" for number in range(20000)}), sweep={})
        more = ("--set", "/platform/workers/0/device/source/more=x")
        self.ran("run", "e.json", "--quiet", "--output", "o", *more)
        self.goes_on(1, "e.json", *more)

    @unittest.skipUnless(THOROUGH, "takes half a minute of processor time")
    def test_a_long_trace(self):
        name = "x" * (4 << 20)
        model = dict(TINY["model"], layers=[dict(layer, name=layer["name"] + name) for layer in TINY["model"]["layers"]])
        self.write(model=model, sweep={})
        self.ran("run", "e.json", "--quiet", "--output", "o", "--trace")
        trace = next((self.folder / "o" / "tiny" / "traces").iterdir())
        self.assertGreater(trace.stat().st_size, LIMIT)
        self.goes_on(1)
        self.assertEqual((self.folder / "m" / "tiny" / "traces" / trace.name).read_bytes(), trace.read_bytes())


if __name__ == "__main__":
    unittest.main()
