"""Files that `--set` names are relative to where the person stands, count by what they hold, and are all read or refused."""

import copy
import json
import os
import shutil
import struct
import unittest
import zlib

from hostile import TINY, Hostile, put_socket, write_weights
from thorough import share

SOURCES = {name: json.loads(text) for name, text in {
    "net": json.dumps(TINY["model"]),
    "device": '{"conv_macs_per_s": 1e9, "depthwise_macs_per_s": 1e9, "dense_macs_per_s": 1e9, "sparse_dense_macs_per_s": 1e9}',
}.items()}
PLAIN = {key: value for key, value in TINY.items() if key != "sweep"}
NUMERIC = dict(PLAIN, mode="numeric")


def grey_png(value):
    """One grey pixel."""
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(bytes([0, value]))) + chunk(b"IEND", b""))


class SetFiles(Hostile):
    def setUp(self):
        super().setUp()
        self.device = self.catalogue("devices", "nexus5")
        self.medium = self.catalogue("media", "wlan_40mbps")
        self.write(document=NUMERIC)
        # Files of the same names, and of other contents in each folder.
        for number, name in enumerate(("in", "one", "two")):
            self.files_of(self.root / name, number)

    def catalogue(self, folder, name):
        resolved = self.resolved()
        return resolved["platform"]["workers"][0]["device"] if folder == "devices" else resolved["platform"]["medium"]

    def resolved(self):
        self.result_set(**PLAIN)
        content = json.loads((self.folder / "out" / "tiny" / "experiment.resolved.json").read_text())
        shutil.rmtree(self.folder / "out")
        return content

    def files_of(self, folder, number):
        folder.mkdir(exist_ok=True)
        write_weights(folder / "w", 1.0 + number)
        write_weights(folder / "sub" / "w", 5.0 + number)
        (folder / "i.png").write_bytes(grey_png(10 + number))
        model = copy.deepcopy(TINY["model"])
        model["layers"][1]["outputs"] = 5 + number
        device = dict(self.device, conv_macs_per_s=(1 + number) * 1e9)
        medium = dict(self.medium, goodput_bps=(1 + number) * 1e7)
        platform = dict(PLAIN["platform"], medium="./medium.json")
        trained = dict(TINY["model"], weights="w")
        for name, content in (("net", model), ("device", device), ("medium", medium), ("platform", platform),
                              ("sub/trained", trained), ("trained", trained)):
            (folder / f"{name}.json").write_text(json.dumps(content))

    def ids(self, cwd, *settings):
        """Ids of the points of the experiment, with settings, where one stands in `cwd`."""
        options = [word for setting in settings for word in ("--set", setting)]
        output = self.root / "results"
        ended = self.modnn("run", self.folder / "e.json", "--quiet", "--json-lines", "--output", output, *options,
                           cwd=self.root / cwd)
        shutil.rmtree(output, ignore_errors=True)
        self.assertEqual(ended.returncode, 0, ended.err)
        return sorted(json.loads(line)["point_id"] for line in ended.out.splitlines())

    def test_relative_to_where_one_stands(self):
        model = json.dumps(dict(TINY["model"], weights="DIR/w"))
        platform = json.dumps(dict(PLAIN["platform"], medium="DIR/medium.json",
                                   workers=[{"device": "DIR/device.json", "count": 2}]))
        table = ["/model=DIR/net.json", "/model=DIR/trained.json", "/model=DIR/sub/trained.json", "/platform=DIR/platform.json",
                 "/platform/medium=DIR/medium.json", "/platform/workers/0/device=DIR/device.json",
                 "/platform/group_owner/device=DIR/device.json", "/image=DIR/i.png", "/model/weights=DIR/w",
                 "/model/weights=DIR/sub/../w", f"/model={model}", f"/platform={platform}",
                 '/platform/workers=[{"device": "DIR/device.json"}]',
                 '/sweep={"/model": ["DIR/net.json", "DIR/trained.json"]}', '/zip=[{"/platform/medium": "DIR/medium.json"}]',
                 '/sweep={"/model/weights": ["DIR/w", "DIR/sub/w"]}', '/sweep={"/image": ["DIR/i.png"]}']
        for setting in share(table):
            with self.subTest(setting):
                one, two = (self.ids("in", setting.replace("DIR", str(self.root / name))) for name in ("one", "two"))
                self.assertNotEqual(one, two)
                self.assertEqual(self.ids("one", setting.replace("DIR", ".")), one)
                self.assertEqual(self.ids("two", setting.replace("DIR", ".")), two)
                self.assertEqual(self.ids("one", setting.replace("DIR", "../two")), two)

    def test_a_setting_after_a_setting(self):
        for settings in (["/model=./trained.json", "/model/weights=../two/w"], ["/model=./net.json", "/model/weights="],
                         ["/platform=./platform.json", "/platform/medium=../two/medium.json"],
                         ["/model/weights=../one/w", "/model/weights=../two/w"],
                         ["/image=../one/i.png", "/image=../two/i.png"]):
            with self.subTest(settings):
                there = [settings[0].replace("./", f"{self.root}/one/"), settings[1].replace("..", str(self.root))]
                self.assertEqual(self.ids("one", *settings), self.ids("in", *there))

    def test_weights_count_by_what_they_hold(self):
        first = self.ids("one", "/model/weights=w")
        shutil.copytree(self.root / "one" / "w", self.root / "two" / "same")
        self.assertEqual(self.ids("two", "/model/weights=same"), first)
        for name in ("a.weight", "a.bias", "d.weight", "d.bias"):
            with self.subTest(name):
                copied = self.root / "one" / f"changed_{name}"
                shutil.copytree(self.root / "one" / "w", copied)
                file = copied / f"{name}.npy"
                file.write_bytes(file.read_bytes()[:-4] + struct.pack("<f", 0.625))
                self.assertNotEqual(self.ids("one", f"/model/weights={copied.name}"), first)
        # Two in one result set are two rows with two results.
        output = self.root / "both"
        ended = self.modnn("run", self.folder / "e.json", "--quiet", "--json-lines", "--output", output, "--set",
                           '/sweep={"/model/weights": ["w", "sub/w", "./w"]}', cwd=self.root / "one")
        rows = {row["point_id"]: row for row in map(json.loads, ended.out.splitlines())}
        self.assertEqual(len(rows), 2, ended.err)
        self.assertEqual(len({json.dumps(row["result"]["max_relative_error"]) for row in rows.values()}), 2)

    def test_what_cannot_be_read_has_no_id(self):
        def folder_with(name, put):
            made = self.root / "one" / name
            write_weights(made)
            (made / "d.bias.npy").unlink()
            put(made / "d.bias.npy")
            return name

        table = [folder_with("dangling", lambda path: path.symlink_to("nowhere")),
                 folder_with("loop", lambda path: path.symlink_to("d.bias.npy")),
                 folder_with("folder", lambda path: path.mkdir()), folder_with("fifo", os.mkfifo),
                 folder_with("socket", put_socket), folder_with("kernel", lambda path: path.symlink_to("/proc/kmsg")),
                 folder_with("device", lambda path: path.symlink_to("/dev/zero")),
                 folder_with("empty", lambda path: path.write_bytes(b"")), folder_with("absent", lambda path: None),
                 "nowhere", "w/nowhere", "w/d.bias.npy", "i.png", ".", "/", "x" * 300]
        for number, name in enumerate(table):
            for more in share(([], ["--set", "/mode=timing"], ["--dry-run"]), number):
                with self.subTest(name[:40], more=more):
                    ended = self.modnn("run", self.folder / "e.json", "--output", self.root / "none", *more, "--set",
                                       f"/model/weights={name}", cwd=self.root / "one")
                    self.assertEqual(ended.returncode, 2, ended.err)
                    self.assertIn("--set /model/weights=" + name[:40], ended.err)
                    self.assertFalse((self.root / "none").exists())


if __name__ == "__main__":
    unittest.main()
