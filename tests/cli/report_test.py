"""`modnn report`: why slices begin and the critical path by hand, and the page in a browser, where everything is clicked."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parent.parent.parent
MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
sys.path.insert(0, str(ROOT / "plots"))

import report
import timeline

CHROMIUM = shutil.which("chromium")
EXPERIMENT = {
    "name": "e", "model": {"name": "m<i>", "input": {"channels": 1, "height": 16, "width": 16},
                                       "layers": [{"name": "conv1", "kind": "conv", "outputs": 2, "kernel": 3, "padding": 1},
                                                  {"name": "conv2", "kind": "conv", "outputs": 2, "kernel": 3, "stride": 2}]},
    "platform": "nexus5_wlan", "sweep": {"/platform/workers/0/count": [1, 2]}, "replications": 2,
    "noise": {"compute_sigma": 0.1},
}
# Done to the page as a reader does it; what it shows then is the title.
ACTIONS = """<script>
var at = function (id) { return document.querySelector(id); }, said = {};
var fire = function (id, name, more) { at(id).dispatchEvent(Object.assign(new Event(name, {bubbles: true, cancelable: true}), more || {})); };
var widest = function () { return Math.max.apply(null, [].map.call(document.querySelectorAll(".slice"), function (s) { return +s.getAttribute("width"); })); };
var boxes = function (kind) { return [].map.call(document.querySelectorAll("." + kind), function (r) { return ["x", "y", "width", "height"].map(function (a) { return Math.round(r.getAttribute(a)); }).join(" "); }); };
said.slices = document.querySelectorAll(".slice").length;
said.path = at(".path").getAttribute("d").length;
said.before = widest();
at(".slice").parentNode.dispatchEvent(new WheelEvent("wheel", {deltaY: -400, clientX: 600, clientY: 100, bubbles: true, cancelable: true}));
said.after = widest();
fire(".slice", "click");
said.slice = at("#slice").textContent;
said.regions = boxes("region");
said.halos = boxes("halo");
at("#layer").value = 1;
fire("#layer", "input");
said.moved = boxes("region");
said.layer = at("#layer_name").textContent;
said.means = document.querySelectorAll(".mean").length;
said.chart = at("#chart_words").textContent;
at("#metric").value = "energy_j";
fire("#metric", "change");
said.axis = [].map.call(document.querySelectorAll("#chart > svg > text"), function (t) { return t.textContent; });
said.traffic = at("#traffic").textContent;
said.layers = document.querySelectorAll("#layers tr").length;
said.heading = at("h1").textContent;
at("#point").value = "0";
fire("#point", "change");
said.other = document.querySelectorAll(".slice").length;
document.title = "SAID" + encodeURIComponent(JSON.stringify(said)) + "END";
</script></body>"""


def event(name, phone, lane, begin, end, layer="c"):
    return {"ph": "X", "name": f"{name} {layer}", "pid": phone, "tid": lane, "ts": begin * 1e6, "dur": (end - begin) * 1e6,
            "args": {"activity": name, "layer": layer}}


def trace():
    """a sends from 0 to 1, b receives and computes until 3, a computes from 1 to 2, b sends back until 4."""
    names = [{"ph": "M", "name": kind, "pid": phone, "tid": tid, "args": {"name": name}} for phone, who in ((1, "a"), (2, "b"))
             for kind, tid, name in (("process_name", 0, who), ("thread_name", 1, "processor"), ("thread_name", 2, "radio"))]
    message = lambda number, ph, phone, at: {"ph": ph, "id": number, "name": "m", "pid": phone, "tid": 2, "ts": at * 1e6,
                                             "args": {"bytes": 8, "layer": "c", "purpose": "halo"}}
    return {"otherData": {"makespan_s": 4}, "traceEvents": [
        *names, event("transmit", 1, 2, 0, 1), event("receive", 2, 2, 0, 1), event("compute", 1, 1, 1, 2), event("compute", 2, 1, 1, 3),
        event("transmit", 2, 2, 3, 4), event("receive", 1, 2, 3, 4), message(1, "s", 1, 0), message(1, "f", 2, 1),
        message(2, "s", 2, 3), message(2, "f", 1, 4)]}


class Timeline(unittest.TestCase):
    def test_why_slices_begin(self):
        read = timeline.of_trace(trace())
        self.assertEqual((read["phones"], read["makespan_s"]), (["a", "b"], 4))
        # In the order of their beginning: a sends, b receives, a computes, b computes, a receives, b sends.
        self.assertEqual([(one[0], one[2]) for one in read["slices"]],
                         [(0, "transmit"), (1, "receive"), (0, "compute"), (1, "compute"), (0, "receive"), (1, "transmit")])
        self.assertEqual([one[8] for one in read["slices"]], [-1, -1, 0, 1, 3, 3])
        # b received, computed, sent.
        self.assertEqual([one[9] for one in read["slices"]], [0, 1, 0, 1, 0, 1])
        self.assertEqual(read["messages"], [[0, 1, "c", "halo", 8, 0, 1], [1, 0, "c", "halo", 8, 3, 4]])
        self.assertEqual([one[7] for one in read["slices"]], [0, 0, -1, -1, 1, 1])

    def test_what_is_no_trace(self):
        for wrong in ({}, {"traceEvents": 3, "otherData": {"makespan_s": 1}}, {"traceEvents": [{}], "otherData": {"makespan_s": 1}}):
            with self.assertRaises(report.results.WrongInput):
                timeline.of_trace(wrong)


class Maps(unittest.TestCase):
    def test_regions_of_other_channels_lie_on_top_of_each_other(self):
        box = lambda rows, cols, channel: {"rows": rows, "cols": cols, "channels": [channel, channel + 1]}
        found = report.boxes([box([0, 1], [0, 2], 0), box([0, 1], [0, 2], 4), box([1, 2], [0, 2], 4)])
        self.assertEqual(found, [[0, 1, 0, 2], [1, 2, 0, 2]])

    def test_who_reads_what_of_a_map(self):
        task = lambda phone, rows, tensor, reads: {"device": phone, "owns": [{"rows": rows, "cols": [0, 4]}],
                                                   "reads": [{"tensor": tensor, "regions": [{"rows": reads, "cols": [0, 4]}]}]}
        plan = {"stages": [{"layer": "a", "tasks": [task("p", [0, 2], "input", [0, 3]), task("q", [2, 4], "input", [1, 4])]},
                           {"layer": "b", "tasks": [task("p", [0, 2], "a", [0, 3]), task("q", [2, 4], "a", [1, 4])]}]}
        first, second = report.stages_of(plan)
        self.assertEqual(first["tasks"], [{"phone": "p", "owns": [[0, 2, 0, 4]]}, {"phone": "q", "owns": [[2, 4, 0, 4]]}])
        self.assertEqual([(read["phone"], read["layer"], read["boxes"]) for read in first["reads"]],
                         [("p", "b", [[0, 3, 0, 4]]), ("q", "b", [[1, 4, 0, 4]])])
        self.assertNotIn("reads", second)


class Page(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def reported(self, *options, **changes):
        (self.folder / "e.json").write_text(json.dumps({**EXPERIMENT, **changes}))
        ended = subprocess.run([MODNN, "run", "e.json", "--output", "out", "--quiet", *options], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        ended = subprocess.run([MODNN, "report", "out/e"], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertEqual(ended.stdout, "out/e/figures/report.html\n")
        return (self.folder / "out" / "e" / "figures" / "report.html").read_text()

    def test_the_page_needs_nothing_else_and_runs_no_names(self):
        page = self.reported("--trace")
        self.assertLess(len(page.encode()), 3e6)
        self.assertIn("default-src 'none'", page)
        self.assertNotRegex(page, r"<(script|link|img)[^>]*(src|href)=")
        self.assertIn("m&lt;i&gt;", page)
        self.assertNotIn("m<i>", page)
        data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL).group(1))
        self.assertEqual(len(data["points"]), 4)
        self.assertEqual([stage["layer"] for stage in data["points"][0]["stages"]], ["conv1", "conv2"])

    def test_without_traces(self):
        data = json.loads(re.search(r'id="data">(.*?)</script>', self.reported(), re.DOTALL).group(1))
        self.assertTrue(all("slices" not in point and point["stages"] for point in data["points"]))

    def test_what_is_no_set(self):
        ended = subprocess.run([MODNN, "report", self.folder], capture_output=True, text=True)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("not a result set", ended.stderr)

    @unittest.skipUnless(CHROMIUM, "chromium is not installed")
    def test_everything_works_in_a_browser(self):
        page = self.reported("--trace")
        (self.folder / "acted.html").write_text(page.replace("</body>", ACTIONS))
        ended = subprocess.run([CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={self.folder}/profile",
                                "--enable-logging=stderr", "--virtual-time-budget=2000", "--dump-dom", f"file://{self.folder}/acted.html"],
                               capture_output=True, text=True)
        self.assertNotIn("CONSOLE", ended.stderr)
        found = re.search(r"<title>SAID(.*?)END</title>", ended.stdout)
        self.assertIsNotNone(found, ended.stderr[-2000:])
        from urllib.parse import unquote
        said = json.loads(unquote(found.group(1)))
        self.assertEqual(said["heading"], "e")
        self.assertGreater(said["slices"], said["other"])  # two workers do more than one
        self.assertGreater(said["path"], 20)
        self.assertGreater(said["after"], 1.2 * said["before"])  # the wheel zooms
        self.assertRegex(said["slice"], r"^group owner, radio: radio wake-up for conv1, \S+ s from 0 s on\. "
                                        r"Nothing came before it\.")
        # 300 pixels for the 15 rows that conv2 reads, 8 and 7 of them; the slider moves to 4 and 3 of 7.
        self.assertEqual(said["regions"], ["10 10 300 160", "10 170 300 140"])
        self.assertEqual(said["moved"], ["10 10 300 171", "10 181 300 129"])
        self.assertGreater(len(said["halos"]), 0)
        self.assertEqual(said["layer"], "conv2, 7 x 7")
        self.assertEqual(said["means"], 2)
        self.assertIn("Means of up to 2 points", said["chart"])
        self.assertIn("energy (J)", said["axis"])
        self.assertEqual(said["layers"], 3)
        self.assertIn("in 1", said["traffic"])


if __name__ == "__main__":
    unittest.main()
