"""A stream of images from a folder: what the cluster recognises against what they show."""

import csv
import json
import struct
import unittest
import zlib

from hostile import TINY, Hostile


def png(*pixels):
    """A row of grey pixels."""
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", len(pixels), 1, 8, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(b"\0" + bytes(pixels))) + chunk(b"IEND", b""))


def npy(shape, values):
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".encode()
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header + struct.pack(f"<{len(values)}f", *values)


# The brightest of three pixels: a dense layer that is the identity.
MODEL = {"name": "brightest", "input": {"channels": 1, "height": 1, "width": 3}, "weights": "weights",
         "layers": [{"name": "d", "kind": "dense", "outputs": 3, "bias": False}]}
LABELS = "file,label\na.png,0\nb.png,2\nc.png,1\n"


class Recognition(Hostile):
    def setUp(self):
        super().setUp()
        (self.folder / "weights").mkdir()
        (self.folder / "weights/d.weight.npy").write_bytes(npy("(3, 3)", [1, 0, 0, 0, 1, 0, 0, 0, 1]))
        images = self.folder / "images"
        images.mkdir()
        # c.png is said to show 1, but its first pixel is as bright: the first counts.
        for name, pixels in (("a", (200, 3, 5)), ("b", (1, 2, 3)), ("c", (90, 90, 7))):
            (images / f"{name}.png").write_bytes(png(*pixels))
        (images / "labels.csv").write_text(LABELS)
        self.document = {key: value for key, value in TINY.items() if key != "sweep"} | {
            "model": MODEL, "mode": "numeric",
            "workload": {"images": 5, "arrivals": {"kind": "periodic", "rate_per_s": 1}, "images_from": "images"}}

    def run_it(self, expected=0, **changes):
        self.write("e.json", self.document, **changes)
        result = self.modnn("run", "e.json", "--output", "out", "--quiet", "--force")
        self.assertEqual(result.returncode, expected, result.stderr)
        return result.stderr.decode()

    def rows(self, name):
        with open(self.folder / "out/tiny" / name, newline="") as file:
            return list(csv.DictReader(file))

    def test_images_come_by_turns(self):
        self.run_it()
        self.assertEqual([(row["file"], row["label"], row["answer"]) for row in self.rows("images.csv")],
                         [("a.png", "0", "0"), ("b.png", "2", "2"), ("c.png", "1", "0"), ("a.png", "0", "0"), ("b.png", "2", "2")])
        summary = self.rows("summary.csv")[0]
        self.assertEqual((summary["correct_images"], summary["accuracy"]), ("4", "0.8"))

    def test_no_two_columns_have_one_name(self):
        self.run_it()
        for name in ("summary.csv", "layers.csv", "devices.csv", "images.csv"):
            with open(self.folder / "out/tiny" / name, newline="") as file:
                header = next(csv.reader(file))
            self.assertEqual([column for column in header if header.count(column) > 1], [], name)
        self.assertEqual([row["image_number"] for row in self.rows("images.csv")], ["0", "1", "2", "3", "4"])

    def test_without_a_folder_nothing_is_known(self):
        self.run_it(workload={"images": 2, "arrivals": {"kind": "periodic", "rate_per_s": 1}})
        self.assertEqual({(row["file"], row["label"], row["answer"]) for row in self.rows("images.csv")}, {("", "", "")})
        self.assertEqual(self.rows("summary.csv")[0]["accuracy"], "")

    def test_timing_looks_at_no_image(self):
        self.run_it(mode="timing")
        self.assertIn("/workload/images_from: without effect in timing mode", self.rows("summary.csv")[0]["notes"])

    def test_a_point_is_another_with_other_images(self):
        ids = set()
        for pixels, labels in (((200, 3, 5), LABELS), ((200, 3, 6), LABELS), ((200, 3, 6), LABELS.replace("c.png,1", "c.png,0"))):
            (self.folder / "images/a.png").write_bytes(png(*pixels))
            (self.folder / "images/labels.csv").write_text(labels)
            self.run_it()
            ids.add(self.rows("summary.csv")[0]["point_id"])
        self.assertEqual(len(ids), 3)

    def test_lists_that_are_wrong(self):
        for labels, expected in (
                ("", "labels.csv:1: expected the line \"file,label\""),
                ("file,label\n", "labels.csv: lists no image"),
                ("file,label\na.png\n", "labels.csv:2: expected a file and a label with a comma between"),
                ("file,label\na.png,0\nb.png,3\n", "labels.csv:3: expected a label from 0 to 2, got 3"),
                ("file,label\na.png,zero\n", "labels.csv:2: expected a label from 0 to 2, got zero"),
                ("file,label\na.png,-1\n", "labels.csv:2: expected a label from 0 to 2, got -1"),
                ("file,label\n../e.json,0\n", "labels.csv:2: expected the name of a file in this folder"),
                ("file,label\n/etc/passwd,0\n", "labels.csv:2: expected the name of a file in this folder"),
                ("file,label\nz.png,0\n", "labels.csv:2: images/z.png: no such file"),
                ("file,label\nlabels.csv,0\n", "labels.csv:2: images/labels.csv: is neither a PNG nor a JPEG image")):
            with self.subTest(expected):
                (self.folder / "images/labels.csv").write_text(labels)
                self.assertIn(f"e.json:1: /workload/images_from: images/{expected}", self.run_it(2))
        (self.folder / "images/labels.csv").unlink()
        self.assertIn("/workload/images_from: images/labels.csv: no such file", self.run_it(2))

    def test_what_recognises_has_a_value_for_each_class(self):
        model = json.loads(json.dumps(MODEL))
        del model["weights"]
        model["layers"] = [{"name": "c", "kind": "conv", "kernel": 1, "outputs": 2}]
        self.assertIn("/workload/images_from: the network's output is a map of 2x1x3, expected a vector", self.run_it(2, model=model))
        self.assertIn("/workload/images_from: stands beside /image", self.run_it(2, image="images/a.png"))


if __name__ == "__main__":
    unittest.main()
