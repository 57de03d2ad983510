"""What the tests of files from somebody else share: a folder to work in, and things beside it that shall stay."""

import hashlib
import json
import math
import os
import pathlib
import socket
import struct
import subprocess
import sys
import tempfile
import unittest

MODNN = pathlib.Path(sys.argv.pop(1)).resolve()
TINY = {
    "name": "tiny",
    "model": {"name": "m", "input": {"channels": 1, "height": 8, "width": 8},
              "layers": [{"name": "a", "kind": "conv", "kernel": 3, "outputs": 2},
                         {"name": "d", "kind": "dense", "outputs": 4}]},
    "platform": {"group_owner": {"device": "nexus5"}, "workers": [{"device": "nexus5", "count": 2}], "medium": "wlan_40mbps"},
    "sweep": {"/platform/workers/0/count": [1, 2]},
}
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LAST_RESORT_S = 3600  # against a program that never ends, and no measure of its speed


def snapshot(folder):
    """Kinds, sizes and contents of everything in a folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        entry = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
        found[str(path)] = (entry.st_mode, entry.st_size, content)
    return found


class Hostile(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name).resolve()
        self.folder = self.root / "in"
        self.beside = self.root / "beside"
        self.folder.mkdir()
        (self.beside / "folder").mkdir(parents=True)
        for name in ("kept.txt", "folder/rows.jsonl.12.tmp", "folder/speedup.pdf"):
            (self.beside / name).write_text("precious\n")
        os.mkfifo(self.beside / "pipe")
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.root / "home"), "LANG": "C.UTF-8",
                            "MODNN_PATIENCE_S": "inf"}

    def write(self, name="e.json", document=None, **changes):
        (self.folder / name).write_text(json.dumps({**(document or TINY), **changes}))
        return name

    def modnn(self, *arguments, **options):
        """Exit codes are 0 to 3, whatever the files are, and nothing beside the working folder changes."""
        before = snapshot(self.beside)
        words = [word if isinstance(word, bytes) else str(word) for word in arguments]
        ended = subprocess.run([MODNN, *words], capture_output=True, timeout=LAST_RESORT_S,
                               **{"cwd": self.folder, "stdin": subprocess.DEVNULL, "env": self.environment, **options})
        ended.out, ended.err = (text.decode(errors="replace") for text in (ended.stdout, ended.stderr))
        self.assertIn(ended.returncode, (0, 1, 2, 3), ended.err)
        self.assertEqual(snapshot(self.beside), before)
        return ended

    def result_set(self, *options, **changes):
        ended = self.modnn("run", self.write(**changes), "--output", "out", "--quiet", *options)
        self.assertEqual(ended.returncode, 0, ended.err)
        return self.folder / "out" / changes.get("name", "tiny")


def write_npy(path, shape, values):
    """Numbers of 32 bits as NumPy writes them."""
    head = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {tuple(shape)}, }}".encode()
    head += b" " * (-(len(head) + 11) % 64) + b"\n"
    path.write_bytes(b"\x93NUMPY\x01\0" + struct.pack("<H", len(head)) + head + struct.pack(f"<{len(values)}f", *values))


def write_weights(folder, last=1.0):
    """Weights of TINY's model: small numbers, of which the last one is the caller's."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, shape in (("a.weight", (2, 1, 3, 3)), ("a.bias", (2,)), ("d.weight", (4, 72)), ("d.bias", (4,))):
        values = [(i % 7 - 3) / 8 for i in range(math.prod(shape))]
        write_npy(folder / f"{name}.npy", shape, values[:-1] + [last])


def put_socket(path):
    """Binding takes short paths only."""
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(path.parent)
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.fchdir(here)
        os.close(here)
