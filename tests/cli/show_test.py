"""What `modnn show` prints is what the files of the catalogue say, in the units of its headings."""

import json
import re
import shutil
import unittest

from hostile import ROOT, TINY, Hostile
from networks import macs_of, maps_of

FOLDERS = {"models": ROOT / "models" / "zoo", "platforms": ROOT / "platforms", "devices": ROOT / "platforms" / "devices",
           "media": ROOT / "platforms" / "media", "experiments": ROOT / "experiments"}
ENTRIES = {what: {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}
           for what, folder in FOLDERS.items()}
# As their authors, or Torchvision, give them.
PARAMETERS = {"lenet5": 431080, "lenet300": 266610, "alexnet": 60965224, "vgg11": 132863336, "vgg16": 138357544,
              "resnet18": 11689512, "resnet50": 25557032}
SCHEMES = {"conv": ["bodp", "bodp_balanced", "uniform_1d", "grid_2d", "fused:<k>", "fused_grid:<k>", "channel", "local",
                    "offload:<layer>", "ocbp", "efl:<k>", "ofl", "aofl", "ftp:<n>", "lop", "lip", "samos", "flexpie", "auto"],
           "dense": ["output_split", "input_split", "scc", "mscc", "mscc+fgcp", "metis+fgcp", "local", "samos"]}
# Not a text of a file, which may have braces and powers of ten of its own.
NO_NUMBER = re.compile(r'[{}"]|\d\.?\d*e[+-]?\d|\b(nan|inf|null|None)\b', re.IGNORECASE)


def by(shape):
    return "x".join(str(extent) for extent in shape)


def four_digits(number):
    """As a person writes a number in four digits, or in whole ones where it has more."""
    if number >= 9999.5:
        return str(round(number))
    return f"{float(f'{number:.3e}'):.7f}".rstrip("0").rstrip(".")


def first_words(entry):
    source = entry.get("source", "")
    text = next(iter(source.values())) if isinstance(source, dict) else source
    return text if len(text) <= 60 else text[:60]


class Show(Hostile):
    def show(self, *words, code=0):
        ended = self.modnn("show", *words)
        self.assertEqual(ended.returncode, code, ended.err)
        self.assertEqual(bool(ended.err), code != 0, ended.err)
        self.assertEqual(bool(ended.out), code == 0, ended.out)
        return ended.out if code == 0 else ended.err

    def table(self, text, heading):
        """The words of each line below the heading, which says what they are."""
        lines = text.splitlines()
        self.assertEqual(lines[0].split(), heading)
        return [line.split(maxsplit=len(heading) - 1) for line in lines[1:]]

    def test_models(self):
        text = self.show("models")
        self.assertNotRegex(text, NO_NUMBER)
        rows = self.table(text, ["model", "layers", "input", "conv_gmac", "dense_gmac", "parameters"])
        self.assertEqual([row[0] for row in rows], list(ENTRIES["models"]))
        for name, *numbers in rows:
            maps = maps_of(ENTRIES["models"][name])
            parameters = sum(map_.parameters for map_ in maps)
            self.assertEqual(PARAMETERS.get(name, parameters), parameters)
            self.assertEqual(numbers, [str(len(maps) - 1), by(maps[0].shape), f"{macs_of(maps, dense=False) / 1e9:.3f}",
                                       f"{macs_of(maps, dense=True) / 1e9:.4f}", str(parameters)], name)

    def check_model(self, text, model):
        maps = maps_of(model)
        head, empty, *lines, blank, last = text.splitlines()
        self.assertEqual((head, empty, blank), (f"{model['name']}: {model.get('source', '')}", "", ""))
        self.assertNotRegex("\n".join(lines), NO_NUMBER)
        rows = self.table("\n".join(lines),
                          ["layer", "kind", "output", "mmac", "parameters", "activation_bytes", "receptive_field"])
        image = maps[0].shape[1:]
        self.assertEqual(rows, [[map_.name, map_.kind, by(map_.shape), f"{map_.macs / 1e6:.3f}", str(map_.parameters),
                                 str(4 * map_.values), by(min(map_.field, extent) for extent in image)] for map_ in maps])
        conv, dense = macs_of(maps, dense=False), macs_of(maps, dense=True)
        parameters = sum(map_.parameters for map_ in maps)
        self.assertEqual(last, f"conv {conv / 1e9:.3f} GMAC, dense {dense / 1e9:.3f} GMAC, {parameters / 1e6:.2f} M parameters "
                               f"({conv} MAC, {dense} MAC, {parameters} parameters)")

    def test_every_model(self):
        for name, model in ENTRIES["models"].items():
            with self.subTest(name):
                self.check_model(self.show("models", name), model)

    def test_lenet5_by_hand(self):
        """conv1: 20 x 24 x 24 outputs of 5 x 5 products each; conv2: 50 x 8 x 8 of 20 x 5 x 5; dense: 500 x 800 and 10 x 500."""
        rows = {line.split()[0]: line.split()[1:] for line in self.show("models", "lenet5").splitlines()[3:-2]}
        self.assertEqual(rows["conv1"], ["conv", "20x24x24", "0.288", "520", "46080", "5x5"])
        self.assertEqual(rows["pool1"], ["max_pool", "20x12x12", "0.000", "0", "11520", "6x6"])
        self.assertEqual(rows["conv2"], ["conv", "50x8x8", "1.600", "25050", "12800", "14x14"])
        self.assertEqual(rows["pool2"], ["max_pool", "50x4x4", "0.000", "0", "3200", "16x16"])
        self.assertEqual(rows["fc1"], ["dense", "500x1x1", "0.400", "400500", "2000", "28x28"])
        self.assertEqual(rows["fc2"], ["dense", "10x1x1", "0.005", "5010", "40", "28x28"])

    def test_a_model_of_ones_own(self):
        model = {"name": "mine", "source": "me", "input": {"channels": 2, "height": 9, "width": 12},
                 "layers": [{"name": "a", "kind": "conv", "kernel": 3, "stride": 2, "outputs": 6, "bias": False},
                            {"name": "f", "kind": "flatten"},
                            {"name": "s", "kind": "sparse_dense", "outputs": 8, "density": 0.25},
                            {"name": "d", "kind": "dense", "outputs": 3}]}
        self.write("mine.json", model)
        # a: 6 maps of 4 x 5, 18 products each; s: 30 of 120 inputs for each of 8 outputs; d: 3 x 8.
        for word in ("mine.json", "./mine.json", self.folder / "mine.json"):
            text = self.show("models", word)
            self.check_model(text, model)
            self.assertIn("(2160 MAC, 264 MAC, 383 parameters)", text)  # 108 + 8 x 31 + 3 x 9 parameters

    def test_devices(self):
        self.check_devices(self.show("devices"), ENTRIES["devices"])

    def check_devices(self, text, entries):
        rows = self.table(text, ["device", "conv_gmacs_s", "dense_gmacs_s", "memory_mb", "page_in_mb_per_s", "source"])
        self.assertEqual([row[0] for row in rows], sorted(entries))
        for name, *numbers, source in rows:
            entry = entries[name]
            self.assertEqual(numbers, [four_digits(entry[key] / unit) for key, unit in (
                ("conv_macs_per_s", 1e9), ("dense_macs_per_s", 1e9), ("available_bytes", 1e6), ("page_in_bytes_per_s", 1e6))], name)
            self.assertEqual(source.removesuffix("..."), first_words(entry))

    def check_media(self, text, entries):
        rows = self.table(text, ["medium", "goodput_mbps", "message_overhead_ms", "source"])
        self.assertEqual([row[0] for row in rows], sorted(entries))
        for name, *numbers, source in rows:
            entry = entries[name]
            self.assertEqual(numbers, [four_digits(entry["goodput_bps"] / 1e6), four_digits(entry["message_overhead_s"] * 1e3)], name)
            self.assertEqual(source.removesuffix("..."), first_words(entry))

    def test_media(self):
        self.check_media(self.show("media"), ENTRIES["media"])

    def check_platforms(self, text, entries, media):
        rows = self.table(text, ["platform", "group_owner", "workers", "medium", "goodput_mbps", "source"])
        self.assertEqual([row[0] for row in rows], sorted(entries))
        for name, *numbers, source in rows:
            entry = entries[name]
            self.assertEqual(numbers, [entry["group_owner"]["device"], str(sum(group.get("count", 1) for group in entry["workers"])),
                                       entry["medium"], four_digits(media[entry["medium"]]["goodput_bps"] / 1e6)], name)
            self.assertEqual(source.removesuffix("..."), first_words(entry))

    def test_platforms_with_devices_and_media(self):
        platforms, devices, media = self.show("platforms").split("\n\n")
        self.check_platforms(platforms, ENTRIES["platforms"], ENTRIES["media"])
        self.assertEqual(devices + "\n", self.show("devices"))
        self.assertEqual(media, self.show("media"))

    def test_a_catalogue_of_ones_own(self):
        """Entries that are much larger or smaller than those of the shipped one are told in the same digits."""
        data = self.root / "data"
        shutil.copytree(FOLDERS["models"], data / "models" / "zoo")
        shutil.copytree(FOLDERS["platforms"], data / "platforms", ignore=shutil.ignore_patterns("*.cpp", "*.h"))
        device = {**ENTRIES["devices"]["nexus5"], "name": "server", "source": "none", "conv_macs_per_s": 12.3456e12,
                  "dense_macs_per_s": 2.5e6, "available_bytes": 64e9, "page_in_bytes_per_s": 123456789}
        medium = {**ENTRIES["media"]["wlan_40mbps"], "name": "wire", "source": "a wire", "goodput_bps": 1e10, "message_overhead_s": 12.5}
        platform = {"name": "lab", "source": "a lab", "medium": "wire", "group_owner": {"device": "server"},
                    "workers": [{"device": "nexus5", "count": 3}, {"device": "nexus4"}, {"device": "server", "count": 0}]}
        (data / "platforms" / "devices" / "server.json").write_text(json.dumps(device))
        (data / "platforms" / "media" / "wire.json").write_text(json.dumps(medium))
        (data / "platforms" / "lab.json").write_text(json.dumps(platform))
        self.environment["MODNN_DATA"] = str(data)
        platforms, devices, media = self.show("platforms").split("\n\n")
        self.check_devices(devices, {**ENTRIES["devices"], "server": device})
        self.check_media(media, {**ENTRIES["media"], "wire": medium})
        self.check_platforms(platforms, {**ENTRIES["platforms"], "lab": platform}, {**ENTRIES["media"], "wire": medium})
        self.assertEqual(platforms.splitlines()[1].split(), ["lab", "server", "4", "wire", "10000", "a", "lab"])
        row = next(line for line in devices.splitlines() if line.startswith("server")).split()
        self.assertEqual(row, ["server", "12346", "0.0025", "64000", "123.5", "none"])
        self.assertEqual(media.splitlines()[1].split(), ["wire", "10000", "12500", "a", "wire"])

    def test_every_device_medium_and_platform(self):
        """The entry, as its file has it: the same keys in the same order."""
        for what in ("devices", "media", "platforms"):
            for name, entry in ENTRIES[what].items():
                shown = json.loads(self.show(what, name))
                self.assertEqual(json.dumps(shown), json.dumps(entry), name)
            for word in (FOLDERS[what] / f"{name}.json", self.write(f"{name}.json", entry)):
                self.assertEqual(json.loads(self.show(what, word)), entry)
        for name in ("nexus5", "wlan_40mbps"):  # whose table `show platforms` prints, too
            self.assertEqual(json.loads(self.show("platforms", name)),
                             {**ENTRIES["devices"], **ENTRIES["media"]}[name])

    def test_experiments(self):
        rows = [line.split(maxsplit=1) for line in self.show("experiments").splitlines()]
        self.assertEqual(rows, [[name, entry["$comment"]] for name, entry in ENTRIES["experiments"].items()])
        for name in ("paper_speedup", "deepthings"):
            self.assertEqual(json.loads(self.show("experiments", name)), ENTRIES["experiments"][name])
        for word in (self.write("mine.json"), "./mine.json"):
            self.assertEqual(json.loads(self.show("experiments", word)), TINY)

    def test_partitions(self):
        lines = [line.split(maxsplit=2) for line in self.show("partitions").splitlines()]
        for kind, names in SCHEMES.items():
            self.assertEqual([name for of, name, _ in lines if of == kind], names)
        self.assertEqual(len(lines), sum(map(len, SCHEMES.values())))
        for word, name, kinds in (("bodp", "bodp", ["conv"]), ("local", "local", ["conv", "dense"]), ("mscc", "mscc", ["dense"]),
                                  ("fused:<k>", "fused:<k>", ["conv"]), ("fused:2", "fused:<k>", ["conv"]),
                                  ("fused_grid:all", "fused_grid:<k>", ["conv"]), ("offload:fc6", "offload:<layer>", ["conv"])):
            shown = [line.split(maxsplit=2) for line in self.show("partitions", word).splitlines()]
            self.assertEqual([line for line in lines if line[1] == name], shown)
            self.assertEqual([line[0] for line in shown], kinds)

    def test_complete(self):
        """Whatever the file leaves out is there, as docs/reference.md says it."""
        completed = lambda *words: json.loads(self.show(*words, "--complete"))  # noqa: E731
        device = ENTRIES["devices"]["raspberry_pi3"]
        self.assertEqual(completed("devices", "raspberry_pi3"),
                         {**device, "depthwise_macs_per_s": device["conv_macs_per_s"],
                          "sparse_dense_macs_per_s": device["dense_macs_per_s"], "conv_computes_rim": False, "speed_profile": [],
                          "radio": {"awake_to_send_s": 0, "awake_to_receive_s": 0, "listen_interval_beacons": 1, **device["radio"]}})
        medium = {**ENTRIES["media"]["wlan_40mbps"], "message_latency_s": 0, "efficiency": [1], "beacon_interval_s": 0.1024}
        self.assertEqual(completed("media", "wlan_40mbps"), medium)
        platform = completed("platforms", "nexus5_wlan")
        nexus5 = completed("devices", "nexus5")
        self.assertEqual(platform, {**ENTRIES["platforms"]["nexus5_wlan"], "medium": medium, "speed_factor": 1,
                                    "access_point": "group_owner",
                                    "group_owner": {"device": nexus5, "speed_factor": 1, "speed_profile": []},
                                    "workers": [{"device": nexus5, "count": 4, "rate_bps": 4e7, "speed_factor": 1,
                                                 "speed_profile": []}]})
        conv = {"stride": 1, "dilation": 1, "padding": 0, "groups": 1, "bias": True, "activation": "none"}
        defaults = {"conv": conv, "max_pool": {"dilation": 1, "padding": 0, "ceil_mode": False},
                    "dense": {"bias": True, "activation": "none"}}
        lenet5 = ENTRIES["models"]["lenet5"]
        before = ["input"] + [layer["name"] for layer in lenet5["layers"]]
        self.assertEqual(completed("models", "lenet5"),
                         {**lenet5, "layers": [{**defaults.get(layer["kind"], {}), "inputs": [name], **layer}
                                               for name, layer in zip(before, lenet5["layers"])]})
        experiment = completed("experiments", "paper_speedup")
        shipped = ENTRIES["experiments"]["paper_speedup"]
        platform = {**platform, **ENTRIES["platforms"]["nexus5_router"], "medium": medium,
                    "group_owner": platform["group_owner"], "workers": platform["workers"]}
        self.assertEqual(experiment, {**shipped, "model": ENTRIES["models"]["vgg16"], "platform": platform,
                                      "partition": {**shipped["partition"], "fgcp": "optimal", "layers": {}, "kinds": {}},
                                      "delivery": {**shipped["delivery"], "group_owner_computes": False, "transfer_bytes_per_value": 4,
                                                   "sync": "none", "tiles": "planned", "relays": "each"},
                                      "weight_bits": 32, "weight_density": 1, "fidelity": "fluid", "tolerance": 1e-4,
                                      "noise": {"compute_sigma": 0, "transmission_sigma": 0, "beacon_phase": False}})
        for what, entry in (("platforms", platform), ("experiments", experiment), ("devices", nexus5), ("media", medium)):
            self.assertEqual(completed(what, self.write("whole.json", entry)), entry)

    def test_unknown(self):
        for words, says in (
                (["modles"], 'did you mean "models"?'), (["device"], 'did you mean "devices"?'), (["figures"], "WHAT: figures"),
                (["models", "lenet6"], 'did you mean "lenet5"?'), (["models", "VGG16"], 'did you mean "vgg16"?'),
                (["devices", "nexsu5"], 'did you mean "nexus5"?'), (["media", "wlan_40mbs"], 'did you mean "wlan_40mbps"?'),
                (["platforms", "nexus5_wan"], 'did you mean "nexus5_wlan"?'), (["platforms", "raspberry_pi"], 'did you mean "raspberry_pi3"?'),
                (["experiments", "paper_sped"], 'did you mean "paper_speedup"?'), (["partitions", "bodpp"], 'did you mean "bodp"?'),
                (["partitions", "fused<k>"], 'did you mean "fused:<k>"?'), (["partitions", "zzzzzzzz"], "; there is: bodp, bodp_balanced"),
                (["models", "zzzzzzzz"], "; there is: alexnet, googlenet"), (["devices", "wlan_40mbps"], "; devices: edgeld_vm, htc_one"),
                (["models", "lenet6", "--complete"], 'did you mean "lenet5"?'), (["experiments", "paper_sped", "--complete"], "paper_speedup"),
                (["models", "--complete"], "--complete"), (["partitions", "bodp", "--complete"], "--complete"),
                (["experiments", "no.json"], "no.json: there is no such file"),
                (["media", "no.json"], "no.json: there is no such file"), (["models", "lenet5", "vgg16"], "vgg16"),
                (["models", "lenet5", "--complet"], 'did you mean "--complete"?')):
            with self.subTest(words):
                self.assertIn(says, self.show(*words, code=2))


if __name__ == "__main__":
    unittest.main()
