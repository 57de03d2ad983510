"""Writes tests/fuzz/darknet and tests/fuzz/weights: small files, right and wrong (only needed to make them again).

  make_weights.py FOLDER
"""

import json
import struct
import sys
from pathlib import Path

FOLDER = Path(sys.argv[1])
NET = "[net]\nheight=4\nwidth=4\nchannels=2\n"


def darknet(name, layers, values, minor=2):
    header = struct.pack("<iii", 0, minor, 0) + (struct.pack("<q", 7) if minor >= 2 else struct.pack("<i", 7))
    numbers = struct.pack(f"<{values}f", *[0.25 * (i + 1) for i in range(values)])
    (FOLDER / "darknet" / name).write_bytes((NET + layers).encode() + b"\0" + header + numbers)


def safetensors(name, entries, data, length=None):
    header = json.dumps(entries).encode()
    (FOLDER / "weights" / name).write_bytes(struct.pack("<Q", len(header) if length is None else length) + header + data)


def npy(name, header, data, version=1):
    size = struct.pack("<H" if version == 1 else "<I", len(header))
    (FOLDER / "weights" / name).write_bytes(b"\x93NUMPY" + bytes([version, 0]) + size + header.encode() + data)


darknet("conv", "[convolutional]\nfilters=3\nsize=3\npad=1\nbatch_normalize=1\nactivation=leaky\n", 66)
darknet("dense", "[connected]\noutput=2\nactivation=logistic\n[softmax]\n", 66, 1)
darknet("reorg", "[reorg]\nstride=2\n[route]\nlayers=-1\n", 0)
darknet("branches", "[maxpool]\nsize=2\nstride=2\n[upsample]\nstride=2\n[maxpool]\nsize=3\nstride=1\n"
        "[route]\nlayers=-1,-2\n[shortcut]\nfrom=3\nactivation=relu\n[dropout]\n[region]\nclasses=2\n", 0)
darknet("average", "[avgpool]\n[cost]\ntype=sse\n", 0)
darknet("huge", "[upsample]\nstride=1000000\n[upsample]\nstride=1000000\n[upsample]\nstride=1000000\n", 0)
darknet("huge_window", "[convolutional]\nfilters=1000000\nsize=1000\npadding=1000000\n", 0)
darknet("too_few", "[convolutional]\nfilters=3\nactivation=linear\n", 4)
safetensors("halves", {"a": {"dtype": "F16", "shape": [2, 1], "data_offsets": [0, 4]},
                       "b": {"dtype": "BF16", "shape": [1], "data_offsets": [4, 6]}}, b"\0\x3c\1\0\x80\x3f")
safetensors("doubles", {"__metadata__": {"format": "pt"}, "a": {"dtype": "F64", "shape": [], "data_offsets": [0, 8]}}, bytes(8))
safetensors("lies", {"a": {"dtype": "F32", "shape": [2**40, 2**40], "data_offsets": [0, 0]}}, b"", 1 << 40)
safetensors("overlap", {name: {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]} for name in "ab"}, bytes(4))
npy("fortran", "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }", bytes(48))
npy("big_endian", "{'descr': '>f2', 'fortran_order': False, 'shape': (3,), }", bytes(6), 2)
npy("version_3", "{'descr': '=f4', 'fortran_order': False, 'shape': (), }", bytes(4), 3)
npy("huge", "{'descr': '<f4', 'fortran_order': True, 'shape': (999999999999999, 999999999999999), }", b"")
