"""The traces of `modnn run --trace` tell what the rows say: activities, messages, bytes."""

import collections
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
ACTIVITIES = ("compute", "page_in", "wakeup", "transmit", "receive")
PURPOSES = {"scatter", "halo", "gather", "reduce"}
# Paging phones, overlapping messages, sleeping radios, relays, forwarding, a server behind the access point, noise.
TIMING = {"name": "traced", "model": "vgg16", "platform": "nexus5_wlan", "delivery": {},
          "sweep": {"/delivery/transfers": ["serial", "concurrent"], "/delivery/wakeup": ["none", "state_machine"]},
          "zip": [{"/platform/workers/0/count": 1, "/delivery/via": "peer", "/platform/paging": "lru"},
                  {"/platform/workers/0/count": 3, "/delivery/via": "peer", "/platform/paging": "overflow"},
                  {"/platform/workers/0/count": 3, "/delivery/via": "group_owner", "/platform/paging": "lru"}],
          "noise": {"compute_sigma": 0.1, "transmission_sigma": 0.2}}
COMPUTING = {"name": "traced", "model": "vgg16", "platform": "nexus5_wlan", "partition": {},
             "delivery": {"group_owner_computes": True, "transfers": "concurrent", "wakeup": "per_message"},
             "sweep": {"/delivery/mode": ["halo", "map_reduce"], "/partition/conv": ["bodp", "channel"]}}
SERVER = {"name": "traced", "model": "vgg16", "delivery": {},
          "platform": {"name": "edge", "group_owner": {"device": "nexus5"}, "medium": "wlan_40mbps",
                       "workers": [{"device": "nexus5", "count": 1},
                                   {"device": "nexus5", "count": 1, "speed_factor": 4,
                                    "uplink": {"bandwidth_bps": 1e8, "latency_s": 0.02}}]},
          "sweep": {"/delivery/via": ["peer", "group_owner"]}}
NUMERIC = {"name": "traced", "model": "lenet5", "platform": "nexus5_wlan", "mode": "numeric",
           "sweep": {"/platform/workers/0/count": [2]}}
PACKETS = {"name": "traced", "model": "lenet5", "platform": "nexus5_wlan", "fidelity": "ns3"}


def joined(spans):
    """One span for spans that follow one another, layer by layer."""
    result = []
    for begin, end, _ in sorted(spans):
        if result and begin <= result[-1][1] + 1e-3:
            result[-1][1] = end
        else:
            result.append([begin, end])
    return result


class Trace(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_experiment(self, experiment, *arguments, code=0):
        (self.folder / "traced.json").write_text(json.dumps(experiment))
        ended = subprocess.run([MODNN, "run", "traced.json", "--quiet", *arguments], cwd=self.folder,
                               capture_output=True, text=True)
        self.assertEqual(ended.returncode, code, ended.stderr)
        return ended.stdout

    def rows(self, output="results"):
        """The last row of every point."""
        lines = (self.folder / output / "traced" / "points.jsonl").read_text().splitlines()
        return {row["point_id"]: row for row in map(json.loads, lines)}

    def traces(self, output="results"):
        return sorted((self.folder / output / "traced" / "traces").iterdir())

    def check(self, row, trace):
        self.assertEqual(trace["displayTimeUnit"], "ms")
        self.assertEqual(trace["otherData"]["point_id"], row["point_id"])
        self.assertEqual(trace["otherData"]["makespan_s"], row["result"]["makespan_s"])
        events = collections.defaultdict(list)
        for event in trace["traceEvents"]:
            events[event["ph"]].append(event)
        self.assertEqual(set(events), {"M", "X", "s", "f"})
        phones = {event["pid"]: event["args"]["name"] for event in events["M"] if event["name"] == "process_name"}
        self.assertEqual(list(phones.values()), [device["device"] for device in row["devices"]])
        threads = {event["tid"]: (phones[event["pid"]], event["args"]["name"])
                   for event in events["M"] if event["name"] == "thread_name"}
        self.assertEqual(set(threads.values()), {(phone, thread) for phone in phones.values()
                                                 for thread in ("processor", "radio")})
        self.check_slices(row, events["X"], phones, threads)
        self.check_flows(row, events, phones, threads)

    def check_slices(self, row, slices, phones, threads):
        layers = {layer["layer"] for layer in row["layers"]}
        seconds = collections.Counter()
        busy = collections.defaultdict(list)
        for event in slices:
            phone, thread = threads[event["tid"]]
            self.assertEqual(phone, phones[event["pid"]])
            activity = event["args"]["activity"]
            self.assertEqual(thread, "processor" if activity in ("compute", "page_in") else "radio")
            self.assertIn(event["cat"], (activity, "hidden"))
            self.assertIn(event["args"]["layer"], layers)
            self.assertEqual(event["name"], f"{activity} {event['args']['layer']}")
            self.assertGreater(event["dur"], 0)
            seconds[phone, event["cat"]] += event["dur"] / 1e6
            busy[phone, thread].append((event["ts"], event["ts"] + event["dur"], event["cat"]))
        for device in row["devices"]:
            phone = device["device"]
            for activity in ACTIVITIES:
                self.assertAlmostEqual(seconds[phone, activity], device[f"{activity}_s"], delta=1e-6)
            idle = row["result"]["makespan_s"] - sum(seconds[phone, activity] for activity in ACTIVITIES)
            self.assertAlmostEqual(idle, device["idle_s"], delta=1e-6)
            processor = joined(busy[phone, "processor"])
            for begin, end, category in busy[phone, "radio"]:
                # Hidden is what happens while the processor is busy, and nothing else.
                inside = any(first - 1e-3 <= begin and end <= last + 1e-3 for first, last in processor)
                outside = all(end <= first + 1e-3 or last - 1e-3 <= begin for first, last in processor)
                self.assertTrue(inside if category == "hidden" else outside, (phone, begin, end, category))
        for spans in busy.values():
            spans.sort()
            for before, after in zip(spans, spans[1:]):
                self.assertLessEqual(before[1], after[0] + 1e-4)
            self.assertGreaterEqual(spans[0][0], 0)
            self.assertLessEqual(spans[-1][1], row["result"]["makespan_s"] * 1e6 + 1e-3)
        self.hidden = self.hidden or any(category == "hidden" for _, category in seconds)

    def check_flows(self, row, events, phones, threads):
        starts = {event["id"]: event for event in events["s"]}
        ends = {event["id"]: event for event in events["f"]}
        self.assertEqual(len(starts), len(events["s"]))
        self.assertEqual(len(events["f"]), len(events["s"]))
        self.assertEqual(starts.keys(), ends.keys())
        self.assertEqual(len(starts), row["result"]["messages"])
        spans = collections.defaultdict(list)
        for event in events["X"]:
            spans[event["tid"]].append((event["ts"], event["ts"] + event["dur"]))
        sent = collections.Counter()
        sent_bytes = collections.Counter()
        by_layer = collections.Counter()
        halos = 0
        for number, start in starts.items():
            end = ends[number]
            self.assertEqual(end["bp"], "e")
            self.assertNotEqual(start["pid"], end["pid"])
            self.assertLess(start["ts"], end["ts"])
            for event in (start, end):
                self.assertEqual(threads[event["tid"]], (phones[event["pid"]], "radio"))
                self.assertTrue(any(first <= event["ts"] < last for first, last in spans[event["tid"]]), event)
                self.assertEqual(event["name"], f"{start['args']['purpose']} {start['args']['layer']}")
            self.assertIn(start["args"]["purpose"], PURPOSES)
            halos += start["args"]["purpose"] == "halo"
            sent[phones[start["pid"]]] += 1
            sent_bytes[phones[start["pid"]]] += start["args"]["bytes"]
            by_layer[start["args"]["layer"]] += 1
        self.assertAlmostEqual(sum(sent_bytes.values()), row["result"]["message_bytes"])
        self.assertEqual(halos, row["result"]["halo_messages"])
        for device in row["devices"]:
            self.assertEqual(sent[device["device"]], device["messages_sent"])
            self.assertAlmostEqual(sent_bytes[device["device"]], device["bytes_sent"])
        for layer in row["layers"]:
            self.assertEqual(by_layer[layer["layer"]], layer["messages"])

    def check_experiment(self, experiment, points):
        self.hidden = False
        self.run_experiment(experiment, "--trace")
        rows = self.rows()
        self.assertEqual(len(rows), points)
        self.assertEqual([path.name for path in self.traces()], sorted(f"{point}.json" for point in rows))
        for path in self.traces():
            with self.subTest(swept=rows[path.stem]["swept"]):
                self.check(rows[path.stem], json.loads(path.read_text()))

    def test_traces_fit_the_rows(self):
        self.check_experiment(TIMING, 12)
        self.assertTrue(self.hidden)

    def test_a_group_owner_that_computes(self):
        self.check_experiment(COMPUTING, 4)
        self.assertTrue(self.hidden)

    def test_a_server_behind_the_access_point(self):
        self.check_experiment(SERVER, 2)

    def test_numeric_mode(self):
        self.check_experiment(NUMERIC, 1)

    def test_packets(self):
        """On the medium whose channels are as wide as those of SimGrid's ns-3 cells."""
        media = []
        for medium in ("wlan_n20_mcs7", "wlan_n40_mcs7"):
            file = self.folder / "p.json"
            file.write_text(json.dumps(PACKETS))
            ended = subprocess.run([MODNN, "plan", file, "--set", f"/platform/medium={medium}"], capture_output=True)
            if ended.returncode == 0:
                media.append(medium)
        self.assertEqual(len(media), 1)
        self.check_experiment(dict(PACKETS, sweep={"/platform/medium": media}), 1)

    def test_rows_do_not_depend_on_it(self):
        for experiment in (TIMING, NUMERIC):
            self.run_experiment(experiment, "--trace", "--output", "with", "--replace", "--jobs", "2")
            self.run_experiment(experiment, "--output", "without", "--replace", "--jobs", "1")
            traced, plain = ({point: dict(row, wall_s=0) for point, row in self.rows(output).items()}
                             for output in ("with", "without"))
            self.assertEqual(json.dumps(traced, sort_keys=True), json.dumps(plain, sort_keys=True))
            for name in ("summary.csv", "layers.csv", "devices.csv"):
                texts = [(self.folder / output / "traced" / name).read_bytes() for output in ("with", "without")]
                self.assertEqual(*texts)
        self.assertFalse((self.folder / "without" / "traced" / "traces").exists())

    def test_what_lacks_a_trace_is_computed_again(self):
        self.run_experiment(SERVER)
        self.assertIn("2 to compute", self.run_experiment(SERVER, "--trace", "--dry-run"))
        self.assertIn("2 computed, 0 reused", self.run_experiment(SERVER, "--trace"))
        self.assertIn("0 computed, 2 reused", self.run_experiment(SERVER, "--trace"))
        first = self.traces()[0].read_bytes()
        self.traces()[0].unlink()
        self.assertIn("1 computed, 1 reused", self.run_experiment(SERVER, "--trace"))
        self.assertEqual(self.traces()[0].read_bytes(), first)

    def test_points_that_failed_have_none(self):
        slow = ("--trace", "--point-timeout", "1e-9")
        self.run_experiment(SERVER, *slow, code=1)
        self.assertEqual([path for path in self.traces() if path.suffix == ".json"], [])
        self.assertIn("0 computed, 2 reused, 2 failed", self.run_experiment(SERVER, *slow, code=1))

    def test_a_folder_that_cannot_be_made_is_said_before_anything_runs(self):
        (self.folder / "results" / "traced").mkdir(parents=True)
        (self.folder / "results" / "traced" / "traces").write_text("")
        self.run_experiment(SERVER, "--trace", code=3)
        self.assertEqual(self.rows(), {})


if __name__ == "__main__":
    unittest.main()
