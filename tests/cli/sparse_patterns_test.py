"""What a sparse layer costs and sends follows from where its nonzeros are, whichever scheme cuts it, not from its density."""

import json
import random
import shutil
import unittest

from hostile import Hostile, write_npy
from thorough import share

SCHEMES = ("local", "output_split", "input_split", "scc", "mscc", "mscc+fgcp")
VALUE, INDEX = 4, 4  # bytes of a number and of its column
ROWS, COLUMNS = 24, 50


def scattered(share, seed):
    chosen = random.Random(seed)
    return [[chosen.random() < share for _ in range(COLUMNS)] for _ in range(ROWS)]


def where(condition):
    return [[condition(row, column) for column in range(COLUMNS)] for row in range(ROWS)]


PATTERNS = {
    "scattered": scattered(0.07, 1), "scattered otherwise": scattered(0.31, 2), "a band": where(lambda i, j: abs(2 * i - j) <= 1),
    "blocks": where(lambda i, j: i // 6 == j // 13), "one full row": where(lambda i, j: i == 5 or j == 7),
    "rows that grow": where(lambda i, j: j < 2 * i), "one column": where(lambda i, j: j == 31), "one nonzero": where(lambda i, j: (i, j) == (3, 44)),
    "empty rows and columns": where(lambda i, j: i % 3 == 0 and j % 5 == 0), "two halves": where(lambda i, j: (i < 12) == (j < 25)),
    "all but one": where(lambda i, j: (i, j) != (0, 0)), "crossed": where(lambda i, j: (i + j) % 17 == 0 or i == j),
}


class SparsePatterns(Hostile):
    def experiment(self, density, pattern=None, **layer):
        model = {"name": "m", "input": {"channels": COLUMNS, "height": 1, "width": 1},
                 "layers": [{"name": "s", "kind": "sparse_dense", "outputs": ROWS, "density": density, **layer}]}
        if pattern is not None:
            shutil.rmtree(self.folder / "w", ignore_errors=True)
            (self.folder / "w").mkdir()
            write_npy(self.folder / "w" / "s.weight.npy", (ROWS, COLUMNS),
                      [(1 + i + j) / 64 if pattern[i][j] else 0.0 for i in range(ROWS) for j in range(COLUMNS)])
            write_npy(self.folder / "w" / "s.bias.npy", (ROWS,), [0.5] * ROWS)
            model["weights"] = "w"
        self.write(document={"name": "e", "model": model, "platform": "nexus5_wlan", "delivery": {"wakeup": "none"},
                             "partition": {"dense": "local"}})

    def plan(self, *settings):
        ended = self.modnn("plan", "e.json", "--json", *(word for setting in settings for word in ("--set", setting)))
        self.assertEqual(ended.returncode, 0, ended.err)
        return json.loads(ended.out)

    def rows(self, *settings):
        ended = self.modnn("run", "e.json", "--quiet", "--json-lines", "--replace", "--output", "o",
                           *(word for setting in settings for word in ("--set", setting)))
        self.assertEqual(ended.returncode, 0, ended.err)
        return [json.loads(line) for line in ended.out.splitlines()]

    def test_work_memory_and_time(self):
        rate = 1.6912e8  # MAC/s of nexus5
        for name, pattern in PATTERNS.items():
            nonzeros = sum(map(sum, pattern))
            self.experiment(round(nonzeros / ROWS / COLUMNS, 4), pattern)
            for scheme in share(SCHEMES, len(name)):
                with self.subTest(name, scheme=scheme):
                    plan = self.plan(f"/partition/dense={scheme}", "/platform/workers/0/count=3")
                    self.assertEqual(plan["macs"], nonzeros)
                    self.assertEqual(sum(task["macs"] for stage in plan["stages"] for task in stage["tasks"]), nonzeros)
                    self.assertEqual(sum(device["weight_bytes"] for device in plan["devices"]),
                                     nonzeros * (VALUE + INDEX) + ROWS * VALUE)
            if nonzeros == 1:
                continue  # in a few nanoseconds, which the simulator rounds
            with self.subTest(name):
                rows = self.rows(f"/sweep={json.dumps({'/partition/dense': list(SCHEMES)})}", "/platform/workers/0/count=3")
                self.assertEqual(len(rows), len(SCHEMES))
                for row in rows:
                    self.assertAlmostEqual(row["result"]["alone_s"] * rate / nonzeros, 1, places=3)

    def test_output_split_sends_what_the_pattern_needs(self):
        for name, pattern in PATTERNS.items():
            self.experiment(round(sum(map(sum, pattern)) / ROWS / COLUMNS, 4), pattern)
            for workers in (2, 7):
                with self.subTest(name, workers=workers):
                    plan = self.plan("/partition/dense=output_split", f"/platform/workers/0/count={workers}")
                    for task in plan["stages"][0]["tasks"]:
                        first, last = task["output"]["channels"]
                        needed = {column for row in pattern[first:last] for column in range(COLUMNS) if row[column]}
                        sent = [message for message in plan["stages"][0]["messages"] if message["destination"] == task["device"]]
                        got = [column for message in sent for piece in message["pieces"]
                               for column in range(*piece["region"]["channels"])]
                        self.assertEqual(sorted(got), sorted(needed))
                        self.assertEqual(sum(message["bytes"] for message in sent), VALUE * len(needed))

    def test_the_numbers_are_right(self):
        for name, pattern in share(PATTERNS.items(), of=2):
            with self.subTest(name):
                self.experiment(round(sum(map(sum, pattern)) / ROWS / COLUMNS, 4), pattern)
                axes = {"/partition/dense": list(SCHEMES), "/delivery/via": ["peer", "group_owner"]}
                rows = self.rows(f"/sweep={json.dumps(axes)}", "/mode=numeric", "/platform/workers/0/count=3")
                self.assertEqual({row["status"] for row in rows}, {"ok"})
                self.assertEqual(self.modnn("check", "e.json").returncode, 0)

    def test_generated_and_pruned_weights(self):
        """Where the nonzeros are is the program's choice: every scheme and the lone phone agree on how many there are."""
        full = where(lambda i, j: True)
        for density, layer, pattern in ((0.013, {}, None), (0.333, {}, None), (0.11, {"blocks": 4}, None), (0.07, {"blocks": 3, "noise": 0.3}, None),
                                        (0.011, {}, full), (0.205, {}, full), (0.1, {"blocks": 5}, full)):
            with self.subTest(density=density, layer=layer, trained=pattern is not None):
                self.experiment(density, pattern, **layer)
                macs = {self.plan(f"/partition/dense={scheme}", "/platform/workers/0/count=3")["macs"] for scheme in SCHEMES}
                self.assertEqual(len(macs), 1)
                rows = self.rows(f"/sweep={json.dumps({'/partition/dense': list(SCHEMES)})}", "/platform/workers/0/count=3")
                for row in rows:
                    self.assertAlmostEqual(row["result"]["alone_s"] * 1.6912e8 / max(macs), 1, places=3)


if __name__ == "__main__":
    unittest.main()
