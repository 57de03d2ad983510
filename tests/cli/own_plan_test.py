"""/partition/plan and /partition/command: plans that modnn has printed and is given again, and programs that are schemes."""

import json
import math
import shutil
import unittest

from hostile import ROOT, Hostile

NET = {"name": "net", "input": {"channels": 3, "height": 12, "width": 12},
       "layers": [{"name": "a", "kind": "conv", "kernel": 3, "padding": 1, "outputs": 4, "activation": "relu"},
                  {"name": "b", "kind": "conv", "kernel": 3, "padding": 1, "outputs": 4},
                  {"name": "p", "kind": "max_pool", "kernel": 2},
                  {"name": "f", "kind": "flatten"},
                  {"name": "s", "kind": "sparse_dense", "outputs": 16, "density": 0.25},
                  {"name": "d", "kind": "dense", "outputs": 6}]}
EXPERIMENT = {"name": "own", "model": NET,
              "platform": {"name": "cell", "group_owner": {"device": "nexus5"}, "medium": "wlan_40mbps",
                           "workers": [{"device": "nexus5"}, {"device": "nexus5", "speed_factor": 2}]}}
# What a plan depends on: schemes, and ways of delivery.
WAYS = [{"partition": {"conv": "bodp"}}, {"partition": {"conv": "fused:all", "dense": "local"}},
        {"partition": {"conv": "grid_2d", "dense": "mscc+fgcp"}, "delivery": {"via": "peer"}},
        {"partition": {"conv": "channel", "dense": "input_split"}, "delivery": {"mode": "map_reduce"}},
        {"partition": {"conv": "uniform_1d", "dense": "scc"}, "delivery": {"relays": "merged", "group_owner_computes": True}},
        {"partition": {"conv": "offload:b"}}, {"delivery": {"transfer_bytes_per_value": 1}, "mode": "numeric"},
        {"partition": {"conv": "aofl"}, "mode": "numeric"},
        {"partition": {"conv": "lop", "dense": "samos", "layers": {"b": "lip"}}, "mode": "numeric"}]
# Answers with halves of every spatial layer, and leaves a mark that it has run.
HALVES = """
import json, pathlib, sys
question = json.load(sys.stdin)
with open({mark!r}, "a") as mark: mark.write("x")
phones = [device["name"] for device in question["devices"] if device["computes"]]
def parts(height):
    cuts = [height * i // len(phones) for i in range(len(phones) + 1)]
    return {{name: {{"rows": [begin, end]}} for name, begin, end in zip(phones, cuts, cuts[1:]) if begin < end}}
layers = question["network"]["layers"]
print(json.dumps({{"regions": {{layer["name"]: parts(layer["output"]["height"]) for layer in layers if layer["cut"] == "spatial"}}{more}}}))
"""


class Own(Hostile):
    def rows(self, *words, status=0):
        ended = self.modnn("run", *words, "--quiet", "--json-lines", "--output", "out", "--replace", "--jobs", "1")
        self.assertEqual(ended.returncode, status, ended.err)
        return [json.loads(line) for line in ended.out.splitlines()]

    def save_plan(self, name="plan.json"):
        ended = self.modnn("plan", "e.json", "--json")
        self.assertEqual((ended.returncode, ended.err), (0, ""))
        (self.folder / name).write_text(ended.out)
        return ended.out

    def own(self, way, **partition):
        """The experiment with another partition."""
        return self.write("own.json", EXPERIMENT, **{**way, "partition": partition})

    def fails(self, *sentences, command="check", words=()):
        ended = self.modnn(command, "own.json", *words)
        self.assertEqual(ended.returncode, 2, ended.err)
        for sentence in sentences:
            self.assertIn(sentence, ended.err)
        return ended.err


class Plans(Own):
    def test_what_is_printed_and_read_again_is_the_same(self):
        for way in WAYS:
            with self.subTest(way=way):
                self.write("e.json", EXPERIMENT, **way)
                printed = self.save_plan()
                first, = self.rows("e.json")
                self.own(way, plan="plan.json")
                again, = self.rows("own.json")
                for part in ("result", "layers", "devices"):
                    self.assertEqual(json.dumps(again[part]), json.dumps(first[part]))
                self.assertNotEqual(again["point_id"], first["point_id"])
                self.assertIn("/partition/plan=#", again["point"]["settings"])
                self.assertIsNone(again["point"]["conv_partition"])
                self.assertEqual(self.modnn("plan", "own.json", "--json").out, printed)
                ended = self.modnn("check", "own.json")
                self.assertEqual((ended.returncode, ended.err), (0, ""))

    def test_one_plan_on_several_media(self):
        self.write("e.json", EXPERIMENT)
        self.save_plan()
        sweep = {"/platform/medium/goodput_bps": [2e7, 4e7], "/weight_bits": [8, 32]}
        self.own({"sweep": sweep}, plan="plan.json")
        own = [row["result"] for row in self.rows("own.json")]
        self.write("e.json", EXPERIMENT, sweep=sweep)
        self.assertEqual(own, [row["result"] for row in self.rows("e.json")])

    def test_the_set_holds_the_plan(self):
        self.write("e.json", EXPERIMENT)
        self.save_plan()
        self.own({}, plan="plan.json")
        row, = self.rows("own.json")
        (self.folder / "plan.json").unlink()
        shutil.copy(self.folder / "out" / "own" / "experiment.resolved.json", self.folder / "own.json")
        self.assertEqual(self.rows("own.json")[0]["point_id"], row["point_id"])

    def test_another_plan_is_another_point(self):
        self.write("e.json", EXPERIMENT)
        first = self.save_plan("one.json")
        self.write("e.json", EXPERIMENT, partition={"conv": "local"})
        self.save_plan("two.json")
        self.own({"sweep": {"/partition/plan": ["one.json", "two.json"]}}, plan="one.json")
        one, two = self.rows("own.json")
        self.assertNotEqual(one["point_id"], two["point_id"])
        self.assertNotEqual(two["result"]["makespan_s"], one["result"]["makespan_s"])
        # The file is what counts, not its name: as it was, it is reused; changed, it is not.
        (self.folder / "two.json").write_text(first)
        self.assertEqual([row["point_id"] for row in self.rows("own.json")], [one["point_id"]] * 2)

    def test_settings_that_a_plan_makes_meaningless_are_noted(self):
        self.write("e.json", EXPERIMENT)
        self.save_plan()
        self.own({"delivery": {"mode": "map_reduce", "via": "peer"}}, plan="plan.json", dense="local")
        notes = self.rows("own.json")[0]["notes"]
        for pointer in ("/delivery/mode", "/delivery/via", "/partition/dense"):
            self.assertTrue([note for note in notes if note.startswith(pointer + ":")], notes)

    def test_what_is_wrong_is_said_at_its_place_in_the_file(self):
        self.write("e.json", EXPERIMENT)
        plan = json.loads(self.save_plan())
        plan["stages"][0]["tasks"][0]["device"] = "worker7"
        (self.folder / "plan.json").write_text(json.dumps(plan, indent=1))
        lines = (self.folder / "plan.json").read_text().splitlines()
        line = next(number for number, text in enumerate(lines, 1) if '"worker7"' in text)
        self.own({}, plan="plan.json")
        for command in ("check", "plan", "run"):
            self.fails(f"plan.json:{line}: /partition/plan/stages/0/tasks/0/device: there is no device \"worker7\"",
                       command=command)
        del plan["stages"][0]["messages"][0]
        plan["stages"][0]["tasks"][0]["device"] = "worker1"
        (self.folder / "plan.json").write_text(json.dumps(plan))
        self.fails("plan.json:1: /partition/plan/stages/0/tasks/0: layer a, device 1: lacks a part of input")

    def test_files_that_are_no_plans(self):
        for content, name, sentence in (
                (None, "plan", '/partition/plan: expected the name of a file, such as "my_plan.json", got "plan"'),
                (None, "plan.json", "/partition/plan: there is no file plan.json"),
                ("{", "plan.json", "plan.json:1: invalid JSON"), ("[]", "plan.json", "/partition/plan: expected a"),
                ("{}", "plan.json", '/partition/plan: expected "stages", as modnn plan --json prints them'),
                ('{"stage": []}', "plan.json", '/partition/plan/stage: unknown key "stage" (did you mean "stages"?)'),
                ('{"stages": [], "regions": {}}', "plan.json", '/partition/plan/regions: expected none beside "stages"'),
                ('{"stages": []}', "plan.json", "not every output is computed"),
                ('{"regions": {"a": {"worker1": {"rows": [0, 6]}}}}', "plan.json",
                 "/partition/plan/regions/a: nobody has [0:4, 6:12, 0:12] (channels, rows, columns)")):
            with self.subTest(content=content, name=name):
                (self.folder / "plan.json").unlink(missing_ok=True)
                if content is not None:
                    (self.folder / "plan.json").write_text(content)
                self.own({}, plan=name)
                self.fails(sentence)
        self.own({}, plan={"stages": []}, layers={"a": "local"})
        self.fails('expected no "layers" and "kinds" beside it')
        self.own({}, plan=3)
        self.fails("/partition/plan: expected")

    def test_regions_and_runs_leave_the_rest_to_the_schemes(self):
        halves = {"worker1": {"rows": [0, 6]}, "worker2": {"rows": [6, 12]}}
        self.own({"mode": "numeric"}, conv="local", dense="local",
                 plan={"regions": {"a": halves, "b": halves}, "runs": [["a", "b"]]})
        row, = self.rows("own.json")
        self.assertLess(row["result"]["max_relative_error"], 1e-4)
        # Of a's rows 5 and 6 a copy each for the other half of b: 2 rows of 12 places of 4 x 27 products.
        self.assertEqual(row["result"]["redundant_macs"], 2 * 12 * 4 * 27)
        self.assertEqual(row["point"]["conv_partition"], "local")


class Commands(Own):
    def command(self, script, *words, **way):
        (self.folder / "scheme.py").write_text(script)
        self.own(way, command=["python3", "scheme.py", *words], dense="local")

    def halves(self, more="", **way):
        self.command(HALVES.format(mark=str(self.folder / "ran"), more=more), **way)

    def times(self):
        mark = self.folder / "ran"
        return len(mark.read_text()) if mark.exists() else 0

    def test_the_shipped_example(self):
        shutil.copytree(ROOT / "experiments" / "own_scheme", self.folder / "own_scheme")
        self.assertLessEqual(len((self.folder / "own_scheme" / "columns.py").read_text().splitlines()), 22)
        ended = self.modnn("check", "own_scheme/experiment.json", "--allow-commands")
        self.assertEqual((ended.returncode, ended.err), (0, ""))
        # 224 columns for three phones that are equally fast: 75, 74 and 75.
        ended = self.modnn("plan", "own_scheme/experiment.json", "--allow-commands", "--json",
                           "--set", "/platform/workers/0/count=3")
        first = json.loads(ended.out)["stages"][0]
        self.assertEqual([task["output"]["cols"] for task in first["tasks"]], [[0, 75], [75, 149], [149, 224]])
        self.assertEqual(first["layer"], "conv1_1")

    def test_files_start_nothing_without_the_persons_word(self):
        self.halves()
        for command in ("run", "check", "plan"):
            self.fails("own.json:1: /partition/command: names a program: run, check, plan and submit start it with "
                       "--allow-commands only", command=command)
        self.modnn("show", "experiments", "own.json", "--complete")
        self.assertEqual(self.times(), 0)
        self.rows("own.json", "--allow-commands")
        self.assertEqual(self.times(), 1)
        ended = self.modnn("merge", "out", "--output", "merged")
        self.assertEqual(ended.returncode, 0, ended.err)
        self.assertEqual(self.times(), 1)

    def test_a_program_is_a_plan(self):
        self.halves(sweep={"/platform/workers/0/count": [1, 2, 5]}, replications=2, mode="numeric")
        rows = self.rows("own.json", "--allow-commands")
        self.assertEqual(len(rows), 6)
        self.assertEqual(self.times(), 3)  # the seed is not asked for
        for row in rows:
            self.assertLess(row["result"]["max_relative_error"], 1e-4)
        self.assertEqual([row["result"]["computing_devices"] for row in rows], [3, 3, 4, 4, 7, 7])

    def test_what_it_answers_is_what_counts(self):
        self.halves()
        first, = self.rows("own.json", "--allow-commands")
        again = self.modnn("run", "own.json", "--output", "out", "--allow-commands")
        self.assertIn("0 computed, 1 reused", again.out)
        # The same answer in other words is the same point; another answer is not.
        self.command((self.folder / "scheme.py").read_text() + "\n# nothing else\n", "--ignored")
        self.assertEqual(self.rows("own.json", "--allow-commands")[0]["point_id"], first["point_id"])
        self.halves(more=', "runs": [["a", "b"]]')
        other, = self.rows("own.json", "--allow-commands")
        self.assertNotEqual(other["point_id"], first["point_id"])
        self.assertGreater(other["result"]["redundant_macs"], 0)

    def test_a_whole_plan_is_an_answer(self):
        self.write("e.json", EXPERIMENT)
        self.save_plan()
        self.command("import sys; sys.stdout.write(open('plan.json').read())")
        row, = self.rows("own.json", "--allow-commands")
        self.assertEqual(row["result"], self.rows("e.json")[0]["result"])

    def test_what_it_is_told(self):
        self.command("import sys; open('told', 'w').write(sys.stdin.read()); print('{\"runs\": []}')")
        self.modnn("plan", "own.json", "--allow-commands")
        told = json.loads((self.folder / "told").read_text())
        a, b, p = told["network"]["layers"][:3]
        self.assertEqual((a["name"], a["kind"], a["inputs"], a["cut"]), ("a", "conv", ["input"], "spatial"))
        self.assertEqual(a["output"], {"channels": 4, "height": 12, "width": 12})
        self.assertEqual((a["macs"], a["weight_bytes"]), (12 * 12 * 4 * 27, 4 * (4 * 27 + 4)))
        self.assertEqual((p["kernel"], p["stride"], b["padding"]), ([2, 2], [2, 2], [1, 1, 1, 1]))
        self.assertEqual([device["name"] for device in told["devices"]], ["group_owner", "worker1", "worker2"])
        self.assertEqual([device["computes"] for device in told["devices"]], [False, True, True])
        speeds = [device["shares"]["conv"] for device in told["devices"]]
        self.assertEqual(speeds[0], 0)
        self.assertTrue(math.isclose(speeds[2], 2 * speeds[1]))
        self.assertEqual(told["medium"]["goodput_bps"], 4e7)
        self.assertEqual(told["delivery"]["bytes_per_value"], 4)

    def test_programs_that_fail(self):
        start = "own.json:1: /partition/command: python3 "
        for script, *sentences in (
                ("import sys; print('no idea', file=sys.stderr); sys.exit(3)", start + "ended with status 3: no idea\n"),
                ("raise KeyError('conv9')", start + "ended with status 1: Traceback (most recent call last): | File ", " | KeyError: 'conv9'\n"),
                ("import os; os.kill(os.getpid(), 9)", start + "was ended by signal 9 and has said nothing"),
                ("pass", "/partition/command: does not answer in JSON: the output of python3 scheme.py:1: "
                         "expected a JSON value, got an empty file"),
                ("print('{\"regions\":')", "does not answer in JSON: the output of python3 scheme.py:1: invalid JSON"),
                ("print('\\n{\"regions\": {\"z\": {}}}')",
                 "the output of python3 scheme.py:2: /partition/plan/regions/z: there is no layer \"z\""),
                ("import sys\nwhile True: sys.stdout.write('x' * 99999)", start + "has written more than 64 MiB")):
            with self.subTest(script=script):
                self.command(script)
                self.fails(*sentences, command="plan", words=["--allow-commands"])
        for words, sentence in ((["./no_such_program"], "/partition/command: ./no_such_program could not be started:"),
                                ([], "/partition/command: expected a program and its arguments"),
                                ("python3", "/partition/command: expected a list"),
                                ([3], "/partition/command/0: expected a string")):
            with self.subTest(words=words):
                self.own({}, command=words)
                self.fails(sentence, command="plan", words=["--allow-commands"])
        self.own({}, command=["true"], plan={"runs": []})
        self.fails('/partition/command: expected none beside "plan"', command="plan", words=["--allow-commands"])

    def test_words_are_no_shells(self):
        self.halves()
        self.own({}, command=["python3", "scheme.py", "; touch ran2", "$(touch ran2)", "> ran2"])
        self.rows("own.json", "--allow-commands")
        self.assertFalse((self.folder / "ran2").exists())

    def test_it_runs_beside_the_experiment(self):
        self.halves()
        (self.folder / "elsewhere").mkdir()
        ended = self.modnn("plan", "../own.json", "--allow-commands", cwd=self.folder / "elsewhere")
        self.assertEqual((ended.returncode, ended.err), (0, ""))


if __name__ == "__main__":
    unittest.main()
