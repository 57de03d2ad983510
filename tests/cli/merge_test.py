"""Shards, merged, are the whole sweep, byte for byte; what does not fit together is said."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
EXPERIMENT = {"name": "parts", "model": "lenet5", "platform": "nexus5_wlan",
              "sweep": {"/platform/workers/0/count": [1, 2, 3], "/partition/conv": ["bodp", "grid_2d"]},
              "partition": {}, "replications": 2}
FILES = ("summary.csv", "layers.csv", "devices.csv", "experiment.resolved.json")


class Merge(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "parts.json").write_text(json.dumps(EXPERIMENT))

    def modnn(self, *arguments):
        return subprocess.run([MODNN, *arguments], cwd=self.folder, capture_output=True, text=True)

    def run_shards(self, count):
        for i in range(1, count + 1):
            ended = self.modnn("run", "parts.json", "--shard", f"{i}/{count}", "--output", f"shard{i}")
            self.assertEqual(ended.returncode, 0, ended.stderr)
        return [f"shard{i}" for i in range(1, count + 1)]

    def bytes_of(self, output):
        return {file: (self.folder / output / "parts" / file).read_bytes() for file in FILES}

    def test_merged_shards_are_the_sweep(self):
        self.assertEqual(self.modnn("run", "parts.json", "--output", "whole").returncode, 0)
        shards = self.run_shards(5)
        ended = self.modnn("merge", *shards, "--output", "merged")
        self.assertEqual((ended.returncode, ended.stdout), (0, "merged/parts: 12 points, 0 missing, 0 failed\n"))
        self.assertEqual(self.bytes_of("merged"), self.bytes_of("whole"))
        # Set folders instead of roots, parts that overlap, into the same output again.
        ended = self.modnn("merge", "shard2/parts", "whole/parts", "--output", "merged")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual(self.bytes_of("merged"), self.bytes_of("whole"))
        again = self.modnn("run", "parts.json", "--output", "merged")
        self.assertIn("0 computed, 12 reused", again.stdout)

    def test_shards_one_after_the_other_in_one_folder(self):
        for i in (1, 2):
            self.modnn("run", "parts.json", "--shard", f"{i}/2", "--output", "one")
        self.modnn("run", "parts.json", "--output", "whole")
        self.assertEqual(self.bytes_of("one"), self.bytes_of("whole"))

    def test_traces_come_along(self):
        for i in (1, 2):
            self.modnn("run", "parts.json", "--shard", f"{i}/2", "--output", f"shard{i}", "--trace")
        self.modnn("run", "parts.json", "--output", "whole", "--trace")
        self.assertEqual(self.modnn("merge", "shard1", "shard2", "--output", "merged").returncode, 0)
        merged, whole = ({path.name: path.read_bytes() for path in self.folder.glob(f"{output}/parts/traces/*")}
                         for output in ("merged", "whole"))
        self.assertEqual(len(whole), 12)
        self.assertEqual(merged, whole)

    def test_missing_points_are_counted(self):
        self.run_shards(2)
        ended = self.modnn("merge", "shard2", "--output", "merged")
        self.assertEqual((ended.returncode, ended.stdout), (1, "merged/parts: 12 points, 6 missing, 0 failed\n"))

    def edit_first_row(self, output, change):
        rows = self.folder / output / "parts" / "points.jsonl"
        lines = rows.read_text().splitlines()
        row = json.loads(lines[0])
        change(row)
        lines[0] = json.dumps(row)
        rows.write_text("".join(line + "\n" for line in lines))
        return row["point_id"]

    def test_rows_that_differ_are_an_error(self):
        self.run_shards(1)
        self.modnn("run", "parts.json", "--output", "other")
        # Time and place of the computation may differ, results may not.
        self.edit_first_row("other", lambda row: row.update(wall_s=99))
        self.assertEqual(self.modnn("merge", "shard1", "other", "--output", "merged").returncode, 0)
        point = self.edit_first_row("other", lambda row: row["result"].update(makespan_s=99))
        ended = self.modnn("merge", "shard1", "other", "--output", "merged")
        self.assertEqual(ended.returncode, 1)
        self.assertEqual(ended.stderr, f"point {point}: other/parts/points.jsonl differs from an earlier part\n")

    def test_rows_of_several_versions_are_said(self):
        self.run_shards(2)
        self.assertEqual(self.modnn("merge", "shard1", "shard2", "--output", "same").stderr, "")
        rows = self.folder / "shard2" / "parts" / "points.jsonl"
        own = json.loads(rows.read_text().splitlines()[0])["provenance"]["commit"]
        rows.write_text(rows.read_text().replace(f'"commit":"{own}"', '"commit":"0123456789ab"'))
        ended = self.modnn("merge", "shard1", "shard2", "--output", "mixed")
        self.assertEqual(ended.returncode, 0)
        self.assertRegex(ended.stderr, r"^modnn: mixed/parts: was computed by several versions: 6 rows by modnn \S+ \([^)]*\), "
                                       r"6 rows by modnn \S+ \([^)]*\)\n$")
        self.assertRegex(ended.stderr, r"6 rows by modnn \S+ \(0123456789ab")

    def test_five_versions_are_named(self):
        """Rows of somebody else may name a version each, of any length."""
        self.run_shards(2)
        rows = self.folder / "shard2" / "parts" / "points.jsonl"
        changed = [json.loads(line) for line in rows.read_text().splitlines()]
        for number, row in enumerate(changed):
            row["provenance"]["commit"] = str(number) * 10000
        rows.write_text("".join(json.dumps(row) + "\n" for row in changed))
        ended = self.modnn("merge", "shard1", "shard2", "--output", "mixed")
        self.assertEqual(ended.returncode, 0)
        self.assertIn("2 rows by other versions", ended.stderr)  # of six beside this one
        self.assertLess(len(ended.stderr), 1000)

    def test_a_result_counts_before_a_failure(self):
        self.run_shards(1)
        self.modnn("run", "parts.json", "--output", "whole")
        self.edit_first_row("shard1", lambda row: row.update(status="failed", error="killed", result={}))
        ended = self.modnn("merge", "shard1", "whole", "--output", "merged")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual(self.bytes_of("merged"), self.bytes_of("whole"))

    def test_folders_without_results(self):
        (self.folder / "empty").mkdir()
        for name in ("empty", "absent"):
            ended = self.modnn("merge", name, "--output", "merged")
            self.assertEqual(ended.returncode, 2)
            self.assertEqual(ended.stderr, f"{name}: expected a result set (with an index.json) or a folder of "
                                           "result sets\n")

    def test_different_experiments_of_one_name(self):
        self.run_shards(1)
        self.modnn("run", "parts.json", "--output", "other", "--set", "/delivery/via=peer")
        self.modnn("run", "parts.json", "--output", "other", "--set", "/delivery={\"via\": \"peer\"}")
        ended = self.modnn("merge", "shard1", "other", "--output", "merged")
        self.assertEqual(ended.returncode, 2)
        self.assertEqual(ended.stderr,
                         "shard1/parts and other/parts are of different experiments of the same name\n")


if __name__ == "__main__":
    unittest.main()
