"""`modnn plan` as text and as JSON: cut, bytes, multiply-accumulates and memory of small networks, computed by hand."""

import itertools
import json
import math
import unittest

from hostile import ROOT, Hostile
from networks import maps_of

VALUE = 4  # bytes of a number
# c: 4 maps of 8 x 8, each value of 3 x 3 x 3 products; p: 4 maps of 4 x 4; d: 6 outputs of 64 products.
NET = {"name": "net", "input": {"channels": 3, "height": 8, "width": 8},
       "layers": [{"name": "c", "kind": "conv", "kernel": 3, "padding": 1, "outputs": 4},
                  {"name": "p", "kind": "max_pool", "kernel": 2},
                  {"name": "f", "kind": "flatten"},
                  {"name": "d", "kind": "dense", "outputs": 6}]}
# Two convolutions: 4 and 2 maps of 8 x 8, of 27 and of 36 products a value.
TWO = {"name": "two", "input": {"channels": 3, "height": 8, "width": 8},
       "layers": [{"name": "a", "kind": "conv", "kernel": 3, "padding": 1, "outputs": 4},
                  {"name": "b", "kind": "conv", "kernel": 3, "padding": 1, "outputs": 2}]}
SPARSE = {"name": "sparse", "input": {"channels": 32, "height": 1, "width": 1},
          "layers": [{"name": "s", "kind": "sparse_dense", "outputs": 16, "density": 0.25},
                     {"name": "d", "kind": "dense", "outputs": 6}]}
DEVICE = {**json.loads((ROOT / "platforms" / "devices" / "nexus5.json").read_text()), "name": "phone"}
DEVICE["runtime_bytes"] = 1000000

# Two workers, the second of which is twice as fast. Of 8 rows they have 8/3 and 16/3: 3 and 5; of the pool's 4 rows 4/3
# and 8/3: 1 and 3; of 6 outputs 2 and 4. Rows 0:3 need the rows 0:4 of the image and rows 3:8 the rows 2:8; the pool's rows
# 1:4 need c's rows 2:8, of which the first is the other's and comes through the group owner.
BODP = """\
c
  scatter group_owner -> worker1: input [0:3, 0:4, 0:8], 384 bytes
  scatter group_owner -> worker2: input [0:3, 2:8, 0:8], 576 bytes
  compute worker1 [0:4, 0:3, 0:8], 2592 MAC, 448 weight bytes
  compute worker2 [0:4, 3:8, 0:8], 4320 MAC, 448 weight bytes
p
  halo    worker1 -> group_owner: c [0:4, 2:3, 0:8], 128 bytes
  halo    group_owner -> worker2: c [0:4, 2:3, 0:8], 128 bytes
  compute worker1 [0:4, 0:1, 0:4], 0 MAC, 0 weight bytes
  compute worker2 [0:4, 1:4, 0:4], 0 MAC, 0 weight bytes
f
  gather  worker1 -> group_owner: p [0:4, 0:1, 0:4], 64 bytes
  gather  worker2 -> group_owner: p [0:4, 1:4, 0:4], 192 bytes
  compute group_owner [0:64, 0:1, 0:1], 0 MAC, 0 weight bytes
d
  scatter group_owner -> worker1: f [0:64, 0:1, 0:1], 256 bytes
  scatter group_owner -> worker2: f [0:64, 0:1, 0:1], 256 bytes
  compute worker1 [0:2, 0:1, 0:1], 128 MAC, 520 weight bytes
  compute worker2 [2:6, 0:1, 0:1], 256 MAC, 1040 weight bytes
d (result)
  gather  worker1 -> group_owner: d [0:2, 0:1, 0:1], 8 bytes
  gather  worker2 -> group_owner: d [2:6, 0:1, 0:1], 16 bytes

device          weight_bytes  activation_bytes  workspace_bytes     paged_bytes
group_owner                0               768                0               0
worker1                  968               768             2592               0
worker2                 1488              1216             4320               0

10 messages with 2008 bytes (2 halos with 256 bytes), 7296 MAC, MAC imbalance 11.84 %
"""
# Memory: the image has 3 x 64 values; worker1 holds 3 x 32 values of it and 4 x 24 of c, worker2 3 x 48 and 4 x 40. A kernel
# spreads 27 values for each of the 24 and 40 places. Without rivals 7296 MACs take 2432 of the slower one's; it has 2720.


def box(text):
    """[0:3, 0:4, 0:8] as JSON has it."""
    channels, rows, cols = ([int(end) for end in part.split(":")] for part in text.strip("[]").split(", "))
    return {"channels": channels, "rows": rows, "cols": cols}


def boxed(box_):
    return "[" + ", ".join("{}:{}".format(*box_[axis]) for axis in ("channels", "rows", "cols")) + "]"


def values(box_):
    return math.prod(end - begin for begin, end in box_.values())


def places(box_):
    return set(itertools.product(*(range(*box_[axis]) for axis in ("channels", "rows", "cols"))))


def as_text(plan):
    """What the text has to say of a plan, from the JSON."""
    lines = []
    for stage in plan["stages"]:
        lines.append(stage["layer"] + ("" if stage["tasks"] else " (result)"))
        for message in stage["messages"]:
            pieces = " ".join(f"{piece['tensor']} {boxed(piece['region'])}" for piece in message["pieces"])
            lines.append(f"  {message['purpose']:7} {message['source']} -> {message['destination']}: {pieces}, "
                         f"{message['bytes']:.0f} bytes")
        for task in stage["tasks"]:
            more = "" if task["operation"] == "compute" else f", {task['operation']}"
            if task["output_values"] < values(task["output"]):
                more += f", {task['output_values']} values of these"
            lines.append(f"  compute {task['device']} {boxed(task['output'])}, {task['macs']:.4g} MAC, "
                         f"{task['weight_bytes']:.0f} weight bytes{more}")
    columns = ("weight_bytes", "activation_bytes", "workspace_bytes", "paged_bytes")
    lines += ["", "  ".join([f"{'device':12}", *(f"{name:>{max(14, len(name))}}" for name in columns)])]
    for device in plan["devices"]:
        lines.append("  ".join([f"{device['device']:12}", *(f"{device[name]:{max(14, len(name))}.0f}" for name in columns)]))
    redundant = f", {plan['redundant_macs']:.6g} MAC redundant" if plan["redundant_macs"] else ""
    lines += ["", f"{plan['messages']} messages with {plan['message_bytes']:.0f} bytes ({plan['halo_messages']} halos with "
                  f"{plan['halo_bytes']:.0f} bytes), {plan['macs']:.6g} MAC, MAC imbalance {100 * plan['mac_imbalance']:.2f} %{redundant}"]
    return "\n".join(lines) + "\n"


class Plan(Hostile):
    def make(self, model, speeds=(1, 2), device="nexus5", **more):
        self.write(document={"name": "hand", "model": model,
                             "platform": {"name": "cell", "group_owner": {"device": device}, "medium": "wlan_40mbps",
                                          "workers": [{"device": device, "speed_factor": speed} for speed in speeds]}, **more})

    def plan(self, *settings, file="e.json"):
        """The plan as text and as JSON, which say the same."""
        words = [file, *(word for setting in settings for word in ("--set", setting))]
        text, as_json = self.modnn("plan", *words), self.modnn("plan", *words, "--json")
        for ended in (text, as_json):
            self.assertEqual((ended.returncode, ended.err), (0, ""))
        plan = json.loads(as_json.out)
        self.assertEqual(text.out, as_text(plan))
        self.check_sums(plan)
        return text.out, plan

    def check_sums(self, plan):
        """The totals of a plan are those of its stages."""
        messages = [message for stage in plan["stages"] for message in stage["messages"]]
        tasks = [task for stage in plan["stages"] for task in stage["tasks"]]
        halos = [message for message in messages if message["purpose"] == "halo"]
        self.assertEqual((plan["messages"], plan["halo_messages"]), (len(messages), len(halos)))
        self.assertEqual(plan["message_bytes"], sum(message["bytes"] for message in messages))
        self.assertEqual(plan["halo_bytes"], sum(message["bytes"] for message in halos))
        self.assertEqual(plan["macs"], sum(task["macs"] for task in tasks))
        for device in plan["devices"]:
            own = [task for task in tasks if task["device"] == device["device"]]
            self.assertEqual(device["weight_bytes"], sum(task["weight_bytes"] for task in own))
            self.assertEqual(device["paged_bytes"], sum(task["page_in_bytes"] for task in own))

    def check_regions(self, plan, model, bytes_per_value=VALUE):
        """Messages have the bytes of their regions, and what the tasks own is the layer, each value once."""
        maps = {map_.name: map_ for map_ in maps_of(model)}
        for stage in plan["stages"]:
            for message in stage["messages"]:
                self.assertEqual(message["bytes"], bytes_per_value * sum(values(piece["region"]) for piece in message["pieces"]))
                before = stage["messages"][:stage["messages"].index(message)]
                self.assertEqual(message["relay"], message["purpose"] in ("halo", "reduce") and message["source"] == "group_owner" and any(
                    other["destination"] == "group_owner" and other["pieces"] == message["pieces"] for other in before), message)
            layer = maps[stage["layer"]]
            for task in stage["tasks"]:
                self.assertEqual(task["operation"], "compute")
                self.assertEqual((task["output_values"], task["owned_values"]), (values(task["output"]), values(task["owned"])))
                self.assertEqual(task["macs"], task["output_values"] * layer.macs // layer.values)
                self.assertEqual(len(task["inputs"]), 1)
            owned = [place for task in stage["tasks"] for place in places(task["owned"])]
            self.assertEqual(len(owned), len(set(owned)))
            if owned:  # nothing of what only the rest of a fused run reads
                self.assertEqual(len(owned), layer.values)

    def messages(self, plan, layer):
        return [(message["purpose"], message["source"], message["destination"], message["bytes"])
                for stage in plan["stages"] if stage["layer"] == layer for message in stage["messages"]]

    def tasks(self, plan, layer, *keys):
        return [tuple(boxed(task[key]) if key in ("output", "owned") else task[key] for key in keys)
                for stage in plan["stages"] if stage["layer"] == layer for task in stage["tasks"]]

    def totals(self, plan):
        return tuple(plan[key] for key in ("messages", "message_bytes", "halo_messages", "halo_bytes", "macs", "redundant_macs"))

    def memory(self, plan):
        return [tuple(device[key] for key in ("weight_bytes", "activation_bytes", "workspace_bytes")) for device in plan["devices"]]

    def test_strips(self):
        self.make(NET)
        text, plan = self.plan()
        self.assertEqual(text, BODP)
        self.check_regions(plan, NET)
        first, second = plan["stages"][0]["tasks"]
        self.assertEqual(first["inputs"], [box("[0:3, 0:4, 0:8]")])
        self.assertEqual(second["inputs"], [box("[0:3, 2:8, 0:8]")])
        self.assertEqual(self.tasks(plan, "p", "device", "elements"), [("worker1", 64), ("worker2", 192)])  # 4 taps a value
        self.assertEqual([message["relay"] for message in plan["stages"][1]["messages"]], [False, True])
        self.assertAlmostEqual(plan["mac_imbalance"], 2720 / 2432 - 1)
        runtime = json.loads((ROOT / "platforms" / "devices" / "nexus5.json").read_text())["runtime_bytes"]
        self.assertEqual([device["memory_bytes"] for device in plan["devices"]],
                         [runtime + 768, runtime + 968 + 768 + 2592, runtime + 1488 + 1216 + 4320])
        self.assertEqual(self.plan("/partition/conv=fused:1")[0], BODP)

    def test_deliveries(self):
        self.make(NET)
        plan = self.plan("/delivery/via=peer")[1]
        self.check_regions(plan, NET)
        self.assertEqual(self.messages(plan, "p"), [("halo", "worker1", "worker2", 128)])
        self.assertEqual(self.totals(plan), (9, 1880, 1, 128, 7296, 0))
        # Every map returns and is handed out again: c whole, then 2 and 6 of its rows.
        plan = self.plan("/delivery/mode=map_reduce")[1]
        self.check_regions(plan, NET)
        self.assertEqual(self.messages(plan, "p"), [("gather", "worker1", "group_owner", 384), ("gather", "worker2", "group_owner", 640),
                                                    ("scatter", "group_owner", "worker1", 256), ("scatter", "group_owner", "worker2", 768)])
        self.assertEqual(self.totals(plan), (12, 2008 - 256 + 2048, 0, 0, 7296, 0))
        plan = self.plan("/delivery/transfer_bytes_per_value=1")[1]
        self.check_regions(plan, NET, bytes_per_value=1)
        self.assertEqual(self.totals(plan), (10, 502, 2, 64, 7296, 0))
        self.assertEqual(self.memory(plan), [(0, 768, 0), (968, 768, 2592), (1488, 1216, 4320)])  # held as computed
        # The group owner, as slow as worker1, takes a quarter: 2, 2 and 4 rows; 1, 1 and 2; of 6 outputs 1.5, 1.5 and 3.
        plan = self.plan("/delivery/group_owner_computes=true")[1]
        self.check_regions(plan, NET)
        self.assertEqual(self.tasks(plan, "c", "device", "output", "macs"),
                         [("group_owner", "[0:4, 0:2, 0:8]", 1728), ("worker1", "[0:4, 2:4, 0:8]", 1728), ("worker2", "[0:4, 4:8, 0:8]", 3456)])
        self.assertEqual(self.messages(plan, "c"), [("scatter", "group_owner", "worker1", 384), ("scatter", "group_owner", "worker2", 480)])
        self.assertEqual(self.messages(plan, "p"), [])
        self.assertEqual(self.tasks(plan, "d", "output"), [("[0:2, 0:1, 0:1]",), ("[2:3, 0:1, 0:1]",), ("[3:6, 0:1, 0:1]",)])
        self.assertAlmostEqual(plan["mac_imbalance"], (1728 + 128) / (7296 / 4) - 1)

    def test_schemes_of_one_convolution(self):
        self.make(NET)
        plan = self.plan("/partition/conv=uniform_1d")[1]
        self.check_regions(plan, NET)
        self.assertEqual(self.tasks(plan, "c", "output", "macs"), [("[0:4, 0:4, 0:8]", 3456), ("[0:4, 4:8, 0:8]", 3456)])
        self.assertEqual(self.totals(plan), (8, 2 * 480 + 256 + 512 + 24, 0, 0, 7296, 0))
        # 4/3 and 8/3 of the 4 channels, each of the whole image.
        plan = self.plan("/partition/conv=channel")[1]
        self.check_regions(plan, NET)
        self.assertEqual(self.tasks(plan, "c", "output", "macs", "weight_bytes"),
                         [("[0:1, 0:8, 0:8]", 1728, 112), ("[1:4, 0:8, 0:8]", 5184, 336)])
        self.assertEqual(self.totals(plan), (8, 2 * 768 + 256 + 512 + 24, 0, 0, 7296, 0))
        plan = self.plan("/partition/conv=local", "/partition/dense=local")[1]
        self.check_regions(plan, NET)
        self.assertEqual(self.totals(plan), (0, 0, 0, 0, 7296, 0))
        self.assertEqual(self.memory(plan), [(448 + 1560, 768 + 1024, 27 * 64 * VALUE), (0, 0, 0), (0, 0, 0)])

    def test_grid(self):
        """Two bands of 4 rows; in each, cells of 8/3 and 16/3 columns: 3 and 5."""
        self.make(TWO, speeds=(1, 2, 1, 2), partition={"conv": "grid_2d"}, delivery={"via": "peer"})
        plan = self.plan()[1]
        self.check_regions(plan, TWO)
        cells = ["[0:4, 0:4, 0:3]", "[0:4, 0:4, 3:8]", "[0:4, 4:8, 0:3]", "[0:4, 4:8, 3:8]"]
        self.assertEqual(self.tasks(plan, "a", "output", "macs"), [(cell, 108 * 4 * width) for cell, width in zip(cells, (3, 5, 3, 5))])
        self.assertEqual([boxed(task["inputs"][0]) for task in plan["stages"][0]["tasks"]],
                         ["[0:3, 0:5, 0:4]", "[0:3, 0:5, 2:8]", "[0:3, 3:8, 0:4]", "[0:3, 3:8, 2:8]"])
        self.assertEqual([bytes_ for *_, bytes_ in self.messages(plan, "a")], [240, 360, 240, 360])
        # A column of 4, a row of 3 or 5, and a corner of each of the 4 maps.
        beside, slim, wide, corner = (4 * VALUE * values for values in (4, 3, 5, 1))
        halos = {("worker1", "worker2"): beside, ("worker1", "worker3"): slim, ("worker1", "worker4"): corner,
                 ("worker2", "worker1"): beside, ("worker2", "worker3"): corner, ("worker2", "worker4"): wide,
                 ("worker3", "worker1"): slim, ("worker3", "worker2"): corner, ("worker3", "worker4"): beside,
                 ("worker4", "worker1"): corner, ("worker4", "worker2"): wide, ("worker4", "worker3"): beside}
        stage = self.messages(plan, "b")[:12]
        self.assertEqual({(source, to): bytes_ for _, source, to, bytes_ in stage}, halos)
        self.assertEqual({purpose for purpose, *_ in stage}, {"halo"})
        total = sum(halos.values())
        self.assertEqual(total, 4 * (64 + 16) + 2 * 48 + 2 * 80)
        results = 2 * 64 * VALUE
        self.assertEqual(self.totals(plan), (4 + 12 + 4, 1200 + total + results, 12, total, 64 * (108 + 72), 0))
        self.assertEqual(self.totals(self.plan("/delivery/via=group_owner")[1])[:4], (4 + 24 + 4, 1200 + 2 * total + results, 24, 2 * total))

    def test_fused(self):
        """4 rows of b each, for which both compute 5 rows of a: rows 3 and 4 twice, 8 places of 108 MACs a row."""
        self.make(TWO, speeds=(1, 1))
        bodp = self.plan()[1]
        self.check_regions(bodp, TWO)
        self.assertEqual(self.totals(bodp), (2 + 4 + 2, 2 * 480 + 4 * 128 + 2 * 256, 4, 512, 11520, 0))
        text, plan = self.plan("/partition/conv=fused:2")
        self.check_regions(plan, TWO)
        self.assertEqual(self.tasks(plan, "a", "output", "macs", "owned_values"),
                         [("[0:4, 0:5, 0:8]", 4320, 0), ("[0:4, 3:8, 0:8]", 4320, 0)])
        self.assertEqual(self.tasks(plan, "b", "output", "owned", "macs"),
                         [("[0:2, 0:4, 0:8]", "[0:2, 0:4, 0:8]", 2304), ("[0:2, 4:8, 0:8]", "[0:2, 4:8, 0:8]", 2304)])
        self.assertEqual(self.messages(plan, "a"), [("scatter", "group_owner", "worker1", 576), ("scatter", "group_owner", "worker2", 576)])
        self.assertEqual(self.totals(plan), (4, 1664, 0, 0, 11520 + 1728, 1728))
        self.assertTrue(text.endswith("\n4 messages with 1664 bytes (0 halos with 0 bytes), 13248 MAC, MAC imbalance 0.00 %, 1728 MAC redundant\n"))
        # Tiles of 4 x 4, for which 5 x 5 of a are computed: 36 places too many.
        self.make(TWO, speeds=(1, 1, 1, 1), partition={"conv": "fused_grid:all"})
        plan = self.plan()[1]
        self.check_regions(plan, TWO)
        self.assertEqual(self.tasks(plan, "a", "macs"), [(25 * 108,)] * 4)
        self.assertEqual(self.totals(plan), (8, 4 * 432 + 512, 0, 0, 11520 + 36 * 108, 36 * 108))

    def test_two_inputs(self):
        """What both workers add they have: no message, and one box for each input, in the order of the file."""
        model = {**TWO, "layers": [*TWO["layers"], {"name": "s", "kind": "conv", "kernel": 1, "outputs": 2, "inputs": ["a"]},
                                   {"name": "sum", "kind": "add", "inputs": ["b", "s"]},
                                   {"name": "both", "kind": "concat", "inputs": ["a", "sum"]}]}
        self.make(model, speeds=(1, 1))
        plan = self.plan()[1]
        for layer, channels in (("sum", (2, 2)), ("both", (4, 2))):
            stage = [stage for stage in plan["stages"] if stage["layer"] == layer][0]
            self.assertEqual(stage["messages"], [])
            self.assertEqual([[boxed(box_) for box_ in task["inputs"]] for task in stage["tasks"]],
                             [[f"[0:{count}, {rows}, 0:8]" for count in channels] for rows in ("0:4", "4:8")])
        self.assertEqual(plan["macs"], 11520 + 64 * 2 * 4)
        self.assertEqual(self.messages(plan, "both")[-2:], [("gather", "worker1", "group_owner", 6 * 32 * VALUE),
                                                            ("gather", "worker2", "group_owner", 6 * 32 * VALUE)])

    def test_offload(self):
        """The faster one is the server."""
        self.make(NET)
        # What it is sent, the group owner's weights and the server's: c has 448 bytes of them, d 1560.
        for layer, sent, kept, given in (("input", 768, 0, 2008), ("c", 1024, 448, 1560), ("p", 256, 448, 1560), ("f", 256, 448, 1560)):
            plan = self.plan(f"/partition/conv=offload:{layer}")[1]
            self.check_regions(plan, NET)
            self.assertEqual(self.totals(plan), (2, sent + 24, 0, 0, 7296, 0))
            self.assertEqual([device["weight_bytes"] for device in plan["devices"]], [kept, 0, given])
            self.assertEqual(self.messages(plan, "d")[-1], ("gather", "worker2", "group_owner", 24))
            busiest, rates = (7296, 2) if layer == "input" else (6912, 1 + 2)
            speed = 2 if layer == "input" else 1
            self.assertAlmostEqual(plan["mac_imbalance"], busiest / speed * rates / 7296 - 1)
        plan = self.plan("/partition/conv=offload:d")[1]
        self.assertEqual(self.totals(plan), (0, 0, 0, 0, 7296, 0))

    def test_dense_layers(self):
        self.make(NET)
        plan = self.plan("/model/layers/3/outputs=7")[1]  # 7/3 and 14/3
        self.assertEqual(self.tasks(plan, "d", "output", "macs", "weight_bytes"),
                         [("[0:2, 0:1, 0:1]", 128, 520), ("[2:7, 0:1, 0:1]", 320, 1300)])
        # 64/3 and 128/3 inputs: partial sums of all outputs, to which the group owner adds 6 biases.
        text, plan = self.plan("/partition/dense=input_split")
        self.assertEqual(self.tasks(plan, "d", "device", "operation", "macs", "weight_bytes"),
                         [("worker1", "sum_of_products", 126, 504), ("worker2", "sum_of_products", 258, 1032), ("group_owner", "add_up", 0, 24)])
        self.assertEqual(self.messages(plan, "d"), [("scatter", "group_owner", "worker1", 84), ("scatter", "group_owner", "worker2", 172),
                                                    ("reduce", "worker1", "group_owner", 24), ("reduce", "worker2", "group_owner", 24)])
        self.assertIn("\n  compute worker1 [0:6, 0:1, 0:1], 126 MAC, 504 weight bytes, sum_of_products\n", text)
        self.assertIn("\n  compute group_owner [0:6, 0:1, 0:1], 0 MAC, 24 weight bytes, add_up\n", text)

    def test_scattered_neurons(self):
        """8 of 32 inputs for each of 16 outputs; the box that is printed is what holds them, and how many they are follows."""
        self.make(SPARSE, partition={"dense": "mscc+fgcp"})
        text, plan = self.plan()
        sums, added = ([task for task in stage["tasks"]] for stage in plan["stages"][:2])
        self.assertEqual(sum(task["macs"] for task in sums), 128)
        self.assertEqual(sum(task["weight_bytes"] for task in sums), 128 * 8)  # with a column each
        self.assertEqual({task["operation"] for task in added}, {"add_up"})
        self.assertEqual(sum(task["owned_values"] for task in added), 16)
        self.assertEqual(sum(task["weight_bytes"] for task in added), 16 * VALUE)
        self.assertTrue([task for task in added if task["output_values"] < values(task["output"])])
        self.assertIn(" values of these\n", text)

    def test_paging(self):
        """One worker with room for 1500 of its 448 + 1560 bytes of weights, beside 1792 of maps and 6912 of workspace."""
        self.make(NET, speeds=(1,), device={**DEVICE, "available_bytes": 1000000 + 1792 + 6912 + 1500})
        for paging, of_c, of_d in (("overflow", 0, 508), ("lru", 448, 1560), ("none", 0, 0)):
            text, plan = self.plan(f"/platform/paging={paging}")
            self.assertEqual(self.tasks(plan, "c", "page_in_bytes"), [(of_c,)])
            self.assertEqual(self.tasks(plan, "d", "page_in_bytes"), [(of_d,)])
            self.assertEqual(text.splitlines()[-3].split(), ["worker1", "2008", "1792", "6912", str(of_c + of_d)])
            self.assertEqual(plan["devices"][1]["memory_bytes"], 1000000 + 2008 + 1792 + 6912)

    def test_a_shipped_experiment(self):
        model = json.loads((ROOT / "models" / "zoo" / "vgg16.json").read_text())
        macs = sum(map_.macs for map_ in maps_of(model))
        text, plan = self.plan("/platform/workers/0/count=4", "/partition/conv=bodp", file="paper_speedup")
        self.assertEqual((macs, plan["macs"]), (15470264320, macs))
        self.assertIn(", 1.54703e+10 MAC, MAC imbalance ", text)
        self.assertEqual([stage["layer"] for stage in plan["stages"]], [layer["name"] for layer in model["layers"]])
        self.assertEqual([device["device"] for device in plan["devices"]], ["group_owner", *(f"worker{n}" for n in range(1, 5))])

    def test_refused(self):
        self.make(NET)
        for words, says in ((["paper_speedup"], "paper_speedup: /sweep: 8 points, but a plan is of one"),
                            (["paper_spedup"], 'did you mean "paper_speedup"?'), (["no.json"], "no.json: "), ([], "FILE"),
                            (["e.json", "--set", "/partition/conv=bpdp"], 'did you mean "bodp"?'),
                            (["e.json", "--set", "/partition/conv=offload:x"], "/partition/conv"),
                            (["e.json", "--jsn"], 'did you mean "--json"?')):
            with self.subTest(words):
                ended = self.modnn("plan", *words)
                self.assertEqual((ended.returncode, ended.out), (2, ""))
                self.assertIn(says, ended.err)


if __name__ == "__main__":
    unittest.main()
