"""Files that an experiment names and that are no files, have no end, or claim more than there is: exit 2, located, nothing taken."""

import json
import os
import resource
import struct
import unittest
import zlib

from hostile import TINY, Hostile, put_socket
from thorough import share


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width, height, depth=8, colour=2, interlace=0, more=b""):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))
    return b"\x89PNG\r\n\x1a\n" + head + more + chunk(b"IDAT", zlib.compress(bytes(1 << 20))) + chunk(b"IEND", b"")


def sparse(path, head=b""):
    with open(path, "wb") as file:
        file.write(head)
        file.truncate(100 << 30)


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


class OddInputs(Hostile):
    def odd_files(self):
        """Names of files that cannot be used for anything."""
        os.mkfifo(self.folder / "pipe.json")
        put_socket(self.folder / "socket.json")
        (self.folder / "loop.json").symlink_to("loop.json")
        (self.folder / "zero.json").symlink_to("/dev/zero")
        (self.folder / "pipe_link.json").symlink_to(self.beside / "pipe")
        sparse(self.folder / "sparse.json")
        return ["pipe.json", "socket.json", "loop.json", "zero.json", "pipe_link.json", "sparse.json", "/dev/zero", "/dev/full",
                "/dev/stdin", "/proc/kmsg", "/proc/self/mem", "/proc/self/environ"]

    def refused(self, pointer, command="check", **changes):
        ended = self.modnn(command, self.write(**changes), *(["--output", "out"] if command == "run" else []), preexec_fn=limit)
        self.assertEqual(ended.returncode, 2, ended.err)
        # What the named file holds is located in that file.
        self.assertRegex(ended.err, rf"^(e\.json:1: {pointer}: |[^:\n]+\.json(:\d+)?: )")
        self.assertFalse((self.folder / "out").exists())

    def test_whatever_an_experiment_names(self):
        def change(pointer, name):
            document = json.loads(json.dumps(TINY))
            del document["sweep"]
            *path, last = pointer.strip("/").split("/")
            holder = document
            for key in path:
                holder = holder[int(key) if key.isdigit() else key]
            holder[int(last) if last.isdigit() else last] = name
            return document

        pointers = ("/model", "/model/weights", "/image", "/platform", "/platform/medium", "/platform/workers/0/device")
        for number, name in enumerate(self.odd_files()):
            for pointer in share(pointers, number):
                with self.subTest(name=name, pointer=pointer):
                    self.refused(pointer, document=change(pointer, name if "/" in name else "./" + name))

    def test_weights_that_claim_more_than_there_is(self):
        model = dict(TINY["model"], weights="w.safetensors")
        one = b'{"a.weight":{"dtype":"F32","shape":[2,1,3,3],"data_offsets":[0,72]}}'
        for head in (struct.pack("<Q", 2 ** 62), struct.pack("<Q", 99 << 30), struct.pack("<Q", len(one)) + one, b"PK\3\4", b"\0" * 8):
            with self.subTest(head=head[:8]):
                sparse(self.folder / "w.safetensors", head)
                self.refused("/model/weights", "run", model=model)

    def test_images_that_claim_more_than_there_is(self):
        images = (png(65535, 65535), png(2 ** 31 - 1, 2 ** 31 - 1), png(8, 50_000_000), png(7000, 7000, interlace=1),
                  png(8, 8, more=chunk(b"acTL", struct.pack(">II", 2 ** 31, 0)))[:-40], png(8, 8, depth=3), png(8, 8, colour=5),
                  b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03" + bytes(9), b"\xff\xd8\xff\xc1\x00\x0b\x0c\x00\x08\x00\x08\x01" + bytes(3))
        model = dict(TINY["model"], input={"channels": 3, "height": 8, "width": 8})
        for number, content in enumerate(images):
            with self.subTest(number=number):
                (self.folder / "i.png").write_bytes(content)
                self.refused("/image", "run", model=model, image="i.png", mode="numeric")


if __name__ == "__main__":
    unittest.main()
