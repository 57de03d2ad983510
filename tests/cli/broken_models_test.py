"""Broken ONNX, Darknet, safetensors and NumPy files: exit 2, and a line that names the file and what in it is wrong."""

import json
import struct
import unittest

from hostile import Hostile

FLOAT, INT64, STRING, EXTERNAL = 1, 7, 8, 1


def varint(value):
    value &= (1 << 64) - 1
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def message(*fields):
    """A protocol buffer of (number, value): integers, and texts or messages."""
    out = b""
    for number, value in fields:
        if isinstance(value, int):
            out += varint(number << 3) + varint(value)
        else:
            content = value.encode() if isinstance(value, str) else value
            out += varint(number << 3 | 2) + varint(len(content)) + content
    return out


def tensor(name, dims, values=None, kind=FLOAT, **more):
    count = 1
    for extent in dims:
        count *= extent
    numbers = values if values is not None else [0.5] * count
    raw = struct.pack(f"<{len(numbers)}{'q' if kind == INT64 else 'f'}", *numbers)
    fields = [(1, extent) for extent in dims] + [(2, kind), (8, name), (9, more.get("raw", raw))]
    return message(*fields, *more.get("fields", []))


def attribute(name, ints=None, integer=None, text=None):
    if ints is not None:
        return message((1, name), *[(8, value) for value in ints], (20, 7))
    if integer is not None:
        return message((1, name), (3, integer), (20, 2))
    return message((1, name), (4, text), (20, 3))


def node(kind, inputs, output, *attributes, domain=""):
    return message(*[(1, name) for name in inputs], (2, output), (3, output + "_node"), (4, kind),
                   *[(5, each) for each in attributes], *([(7, domain)] if domain else []))


def value(name, dims):
    extents = [(1, message((2, extent) if isinstance(extent, str) else (1, extent))) for extent in dims]
    return message((1, name), (2, message((1, message((1, FLOAT), (2, message(*extents)))))))


def model(nodes, constants=(), image=(1, 1, 4, 4), outputs=("y",), opset=13, more=()):
    graph = message(*[(1, each) for each in nodes], (2, "g"), *[(5, each) for each in constants], (11, value("x", image)),
                    *[(12, value(name, ())) for name in outputs], *more)
    return message((1, 8), (8, message((1, ""), (2, opset))), (7, graph))


CONV = node("Conv", ["x", "w"], "y")
KERNEL = tensor("w", [2, 1, 3, 3])
GOOD_ONNX = model([CONV], [KERNEL])
POOL = [node("MaxPool", ["x"], "y", attribute("kernel_shape", [9, 9]))]

# What the file holds, and what the line says after its name.
ONNX = {
    "empty": (b"", "is no ONNX file, or a damaged one"),
    "text": (b"ONNX? no, a text.\n", "is no ONNX file, or a damaged one"),
    "half": (GOOD_ONNX[:len(GOOD_ONNX) // 2], "is no ONNX file, or a damaged one"),
    "no_graph": (message((1, 8), (8, message((2, 13)))), "is no ONNX file, or a damaged one"),
    "old": (model([CONV], [KERNEL], opset=6), "operator set 6 is not read, only 7 to 19"),
    "from_2040": (model([CONV], [KERNEL], opset=99), "operator set 99 is not read, only 7 to 19"),
    "einsum": (model([node("Einsum", ["x"], "y")]), 'node "y_node" (Einsum): this operator is not supported'),
    "other_domain": (model([node("Conv", ["x", "w"], "y", domain="com.acme")], [KERNEL]),
                     'node "y_node" (Conv): this operator of the domain com.acme is not supported'),
    "two_outputs": (model([CONV], [KERNEL], outputs=("y", "z")), "has 2 outputs, expected one: y, z"),
    "two_inputs": (model([CONV], [KERNEL], more=[(11, value("v", [1]))]), "has 2 inputs, expected one image"),
    "batch": (model([CONV], [KERNEL], image=(8, 1, 4, 4)), 'input "x" has shape [8, 1, 4, 4], expected [1, C, H, W]'),
    "no_extent": (model([CONV], [KERNEL], image=(1, 1, "h", "w")), 'axis 2 of input "x" has no fixed extent'),
    "negative": (model([CONV], [KERNEL], image=(1, 1, -4, 4)), "an extent of the input is -4"),
    "truncated_tensor": (model([CONV], [tensor("w", [2, 1, 3, 3], raw=b"\0" * 20)]), 'tensor "w" holds 5 values, expected 18'),
    "external": (model([CONV], [tensor("w", [2, 1, 3, 3], fields=[(13, message((1, "location"), (2, "/etc/passwd"))), (14, EXTERNAL)])]),
                 'tensor "w" lies in another file (external data)'),
    "strings": (model([CONV], [tensor("w", [2, 1, 3, 3], kind=STRING)]), 'tensor "w" holds values of type 8'),
    "overflow": (model([CONV], [tensor("w", [1 << 40, 1 << 40], values=[1])]), 'tensor "w" has the shape'),
    "wrong_channels": (model([CONV], [tensor("w", [2, 5, 3, 3])]), 'node "y_node" (Conv): its weights have shape [2, 5, 3, 3]'),
    "no_weights": (model([CONV]), 'node "y_node" (Conv): input 1 ("w") is computed, expected a constant'),
    "integer_weights": (model([CONV], [tensor("w", [2, 1, 3, 3], [1] * 18, INT64)]), 'node "y_node" (Conv): "w" holds integers'),
    "window": (model(POOL), 'node "y_node" (MaxPool): a 9x9 window does not fit a 4x4 input'),
    "no_window": (model([node("MaxPool", ["x"], "y")]), 'node "y_node" (MaxPool): has no kernel_shape'),
    "strides": (model([node("Conv", ["x", "w"], "y", attribute("strides", [0, 0]))], [KERNEL]),
                'node "y_node" (Conv): strides is 0, expected between 1 and 1000000'),
    "wrong_attribute": (model([node("Conv", ["x", "w"], "y", attribute("group", text="one"))], [KERNEL]),
                        'node "y_node" (Conv): attribute "group" has type 3, expected 2'),
    "no_input": (model([node("Identity", [], "y")]), 'node "y_node" (Identity): input 0 is missing'),
    "from_nothing": (model([node("Relu", ["nothing"], "y")]), 'node "y_node" (Relu): input 0 ("nothing") is made by nothing before'),
    "loop": (model([node("Relu", ["y"], "a"), node("Relu", ["a"], "y")]),
             'node "a_node" (Relu): input 0 ("y") is made by nothing before this node'),
    "twice": (model([CONV, node("Relu", ["x"], "y")], [KERNEL]), 'node "y_node" (Relu): its output "y" exists already'),
    "training": (model([node("BatchNormalization", ["x", *"gbmv"], "y", attribute("training_mode", integer=1))],
                       [tensor(name, [1]) for name in "gbmv"]), 'node "y_node" (BatchNormalization): is in training mode'),
}


def safetensors(entries, data=b"", length=None):
    header = entries if isinstance(entries, bytes) else json.dumps(entries).encode()
    return struct.pack("<Q", len(header) if length is None else length) + header + data


def entry(shape, begin, end, kind="F32"):
    return {"dtype": kind, "shape": shape, "data_offsets": [begin, end]}


WEIGHT, BIAS = entry([2, 1, 3, 3], 0, 72), entry([2], 72, 80)
DATA = struct.pack("<20f", *range(20))
GOOD = {"c.weight": WEIGHT, "c.bias": BIAS}
SAFETENSORS = {
    "empty": (b"", "not a safetensors file: shorter than 8 bytes"),
    "header_length": (safetensors(GOOD, DATA, length=1 << 40), "the header is said to have 1099511627776 bytes"),
    "no_object": (safetensors(b"[1, 2]", DATA), "its header does not start with '{'"),
    "no_json": (safetensors(b"{'c.weight'}", DATA), ":1: "),
    "no_shape": (safetensors({"c.weight": {"dtype": "F32", "data_offsets": [0, 80]}}, DATA), '/c.weight: missing key "shape"'),
    "negative_extent": (safetensors({**GOOD, "c.bias": entry([-2], 72, 80)}, DATA), "/c.bias/shape/0: "),
    "backwards": (safetensors({**GOOD, "c.bias": entry([2], 80, 72)}, DATA), "/c.bias/data_offsets: does not hold the values of shape [2]"),
    "too_few_bytes": (safetensors({**GOOD, "c.bias": entry([3], 72, 80)}, DATA),
                      "/c.bias/data_offsets: does not hold the values of shape [3]"),
    "truncated": (safetensors(GOOD, DATA[:-4]), "/c.bias/data_offsets: ends at byte 80 of 76: the file is truncated"),
    "a_rest": (safetensors(GOOD, DATA + b"rest"), "4 bytes follow the last tensor"),
    "overlap": (safetensors({**GOOD, "c.bias": entry([2], 68, 76)}, DATA), "a tensor starts at byte 68 of the data"),
    "a_hole": (safetensors({**GOOD, "c.bias": entry([2], 76, 84)}, DATA + b"hole"), "a tensor starts at byte 76 of the data"),
    "integers": (safetensors({**GOOD, "c.bias": entry([2], 72, 80, "I32")}, DATA), 'array "c.bias" holds I32 values'),
    "not_finite": (safetensors(GOOD, DATA[:72] + struct.pack("<2f", 1, float("nan"))), 'array "c.bias" holds a value that is not finite'),
    "other_shape": (safetensors({**GOOD, "c.weight": entry([2, 9], 0, 72)}, DATA),
                    'array "c.weight" has shape [2, 9], expected [2, 1, 3, 3]'),
    "missing": (safetensors({"c.weight": WEIGHT, "other": BIAS}, DATA), 'there is no array "c.bias"'),
}


def npy(text, data=DATA[:72], version=(1, 0), length=None):
    size = struct.pack("<H" if version[0] == 1 else "<I", len(text) if length is None else length)
    return b"\x93NUMPY" + bytes(version) + size + text.encode() + data


HEADER = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 3, 3), }"
NPY = {
    "empty": (b"", "not a NumPy file"),
    "version": (npy(HEADER, version=(9, 0)), "NumPy format version 9 is not known"),
    "header_length": (npy(HEADER, version=(2, 0), length=1 << 31), "the header is damaged"),
    "truncated_header": (npy(HEADER, length=9999), "the file ends within its header"),
    "truncated": (npy(HEADER, DATA[:40]), "has 40 bytes of values, its shape [2, 1, 3, 3] does not"),
    "records": (npy(HEADER.replace("'<f4'", "[('a', '<f4')]")), "holds records, expected plain numbers"),
    "no_order": (npy(HEADER.replace("'fortran_order': False, ", "")), "the header has no 'fortran_order'"),
    "extent": (npy(HEADER.replace("(2,", "(-2,")), "an extent of -2 is not a number"),
}


NET = "[net]\nheight=4\nwidth=4\nchannels=1\n"
CONVOLUTION = NET + "[convolutional]\nfilters=2\nactivation=linear\n"
CFG = {
    "empty": ("", "has no section, expected [net] first"),
    "no_net": ("[maxpool]\n", "line 1: [maxpool]: is the first section, expected [net]"),
    "no_width": ("[net]\nheight=4\n", "line 1: [net]: has no width"),
    "no_layers": (NET, "line 1: [net]: no layers follow"),
    "bracket": (NET + "[maxpool\n", "line 5: [maxpool: expected a section like [net]"),
    "no_value": (NET + "[maxpool]\nsize\n", "line 6: size: expected key=value"),
    "before": ("size=2\n" + NET, "line 1: size=2: stands before the first section"),
    "twice": (NET + "[maxpool]\nsize=2\nsize=3\n", "line 7: the key size is there twice"),
    "no_number": (NET + "[maxpool]\nsize=2x\n", "line 6: size=2x: expected a whole number in [1, 1000]"),
    "negative": (NET + "[convolutional]\nfilters=-3\n", "line 6: filters=-3: expected a whole number"),
    "overflow": (NET + "[convolutional]\nfilters=99999999999999999999\n", "line 6: filters=99999999999999999999: expected"),
    "unknown": (NET + "[crnn]\n", "line 5: [crnn]: is not supported, only avg, avgpool, connected"),
    "dilation": (CONVOLUTION + "dilation=2\n", "line 8: dilation=2 of [convolutional] is not supported"),
    "mish": (CONVOLUTION.replace("linear", "mish"), "line 5: [convolutional]: the activation mish is not supported"),
    "window": (CONVOLUTION + "size=9\n", "line 5: [convolutional]: a 9x9 window does not fit a 4x4 input"),
    "no_from": (CONVOLUTION + "[shortcut]\n", "line 8: [shortcut]: has no from"),
    "from_nowhere": (CONVOLUTION + "[route]\nlayers=7\n", "line 8: [route]: there is no layer 7 before layer 1"),
    "odd_reorg": (CONVOLUTION + "[reorg]\nstride=3\n", "line 8: [reorg]: a stride of 3 does not divide a map of 2x4x4"),
    "two_outputs": (CONVOLUTION + "[yolo]\n[maxpool]\n[yolo]\n", "line 8: [yolo]: is supported at the end only"),
    "huge": (NET + "[upsample]\nstride=1000000\n" * 3, "line 5: [upsample]: its output has more than 2^40 elements"),
}
DARKNET = struct.pack("<iiiq", 0, 2, 0, 0)
DARKNET_WEIGHTS = {
    "empty": (b"", "is no file of Darknet weights: shorter than its header"),
    "version": (struct.pack("<iiiq", 7777, 2, 0, 0), "has version 7777.2, which Darknet does not write any more"),
    "truncated": (DARKNET + DATA[:10], "ends within layer conv0: 2 values are due at byte 28, but 0 are left"),
    "a_rest": (DARKNET + DATA, "64 bytes follow the weights of the last layer"),
    "not_finite": (DARKNET + struct.pack("<4f", 1, 2, float("inf"), 4), "layer conv0 holds a value that is not finite"),
}


class BrokenModels(Hostile):
    def refused(self, file, *arguments):
        result = self.modnn(*arguments)
        self.assertEqual(result.returncode, 2, result.stderr)
        lines = [line for line in result.stderr.decode().splitlines() if file in line]
        self.assertTrue(lines, result.stderr)
        return "\n".join(lines)

    def network(self, weights):
        return {"name": "n", "weights": weights, "input": {"channels": 1, "height": 4, "width": 4},
                "layers": [{"name": "c", "kind": "conv", "kernel": 3, "outputs": 2}]}

    def test_onnx(self):
        (self.folder / "good.onnx").write_bytes(GOOD_ONNX)
        self.assertEqual(self.modnn("check", "good.onnx").returncode, 0)
        for name, (content, expected) in ONNX.items():
            with self.subTest(name):
                (self.folder / f"{name}.onnx").write_bytes(content)
                self.assertIn(f"{name}.onnx: {expected}", self.refused(name, "check", f"{name}.onnx"))

    def test_onnx_of_an_experiment(self):
        (self.folder / "window.onnx").write_bytes(model(POOL))
        self.write(model="window.onnx")
        self.assertIn("e.json:1: /model: window.onnx: node \"y_node\" (MaxPool): a 9x9", self.refused("window", "run", "e.json"))

    def test_darknet(self):
        (self.folder / "good.cfg").write_text(CONVOLUTION)
        (self.folder / "good.weights").write_bytes(DARKNET + DATA[:16])
        words = ("--weights", "good.weights", "--output", "out")
        self.assertEqual(self.modnn("convert", "good.cfg", *words).returncode, 0)
        self.assertEqual(self.modnn("check", "out/good.json").returncode, 0)
        for name, (text, expected) in CFG.items():
            with self.subTest(name):
                (self.folder / f"{name}.cfg").write_text(text)
                self.assertIn(f"{name}.cfg: {expected}", self.refused(name, "convert", f"{name}.cfg", *words))
        for name, (content, expected) in DARKNET_WEIGHTS.items():
            with self.subTest(name):
                (self.folder / f"{name}.weights").write_bytes(content)
                line = self.refused(name, "convert", "good.cfg", "--weights", f"{name}.weights", "--output", "out")
                self.assertIn(f"{name}.weights: {expected}", line)

    def test_weights_belong_to_a_configuration(self):
        (self.folder / "good.onnx").write_bytes(GOOD_ONNX)
        line = self.refused("good.onnx", "convert", "good.onnx", "--weights", "good.weights", "--output", "out")
        self.assertIn("--weights: belongs to a Darknet configuration (.cfg); good.onnx says itself", line)

    def test_safetensors(self):
        (self.folder / "good.safetensors").write_bytes(safetensors(GOOD, DATA))
        self.write("m.json", self.network("good.safetensors"))
        self.assertEqual(self.modnn("check", "m.json").returncode, 0)
        for name, (content, expected) in SAFETENSORS.items():
            with self.subTest(name):
                (self.folder / f"{name}.safetensors").write_bytes(content)
                self.write("m.json", self.network(f"{name}.safetensors"))
                line = self.refused(f"{name}.safetensors", "check", "m.json")
                self.assertIn("m.json:1: /weights: ", line)
                self.assertIn(expected, line)

    def test_npy(self):
        folder = self.folder / "arrays"
        folder.mkdir()
        (folder / "c.bias.npy").write_bytes(npy(HEADER.replace("2, 1, 3, 3", "2,"), DATA[:8]))
        (folder / "c.weight.npy").write_bytes(npy(HEADER, version=(3, 0)))
        self.write("m.json", self.network("arrays"))
        self.assertEqual(self.modnn("check", "m.json").returncode, 0)
        for name, (content, expected) in NPY.items():
            with self.subTest(name):
                (folder / "c.weight.npy").write_bytes(content)
                line = self.refused("c.weight.npy", "check", "m.json")
                self.assertIn("m.json:1: /weights: ", line)
                self.assertIn(f"c.weight.npy: {expected}", line)


if __name__ == "__main__":
    unittest.main()
