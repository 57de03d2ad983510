"""Images of every kind that the formats know, whole and damaged: read, or refused with the place; never a crash, never much memory."""

import io
import resource
import struct
import unittest
import zlib

from PIL import Image, ImageFile

from hostile import TINY, Hostile
from thorough import share

MODEL = dict(TINY["model"], input={"channels": 3, "height": 8, "width": 8})


def chunk(kind, content, crc=None):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content) if crc is None else crc)


def png(width, height, depth, colour, rows, interlace=0, before=b"", **damage):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, damage.get("compression", 0),
                                      damage.get("filtering", 0), interlace), damage.get("head_crc"))
    return (b"\x89PNG\r\n\x1a\n" + head + before + chunk(b"IDAT", zlib.compress(rows), damage.get("data_crc")) +
            chunk(b"IEND", b""))


def by_pillow(mode, kind, size=(6, 6), **options):
    """A picture whose values all differ somewhere."""
    # Several sizes of the same palette and bits are made from the same ramp.
    picture = Image.new("L", size)
    picture.putdata([(37 * i) % 256 for i in range(size[0] * size[1])])
    file = io.BytesIO()
    picture.convert("RGB").convert(mode).save(file, kind, **options)
    return file.getvalue()


def adam7_rows(side, pixel_bytes, filters=bytes(99)):
    """The rows of all passes of an interlaced square, each with its filter."""
    rows, number = b"", 0
    for x, y, dx, dy in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):
        width, height = len(range(x, side, dx)), len(range(y, side, dy))
        for _ in range(height if width else 0):
            rows += bytes([filters[number % len(filters)]]) + bytes([number % 251]) * (width * pixel_bytes)
            number += 1
    return rows


PALETTE = chunk(b"PLTE", bytes(range(48)))
PLAIN_ROWS = b"".join(b"\0" + bytes([9 * y] * 18) for y in range(6))
GOOD = {
    "a grey PNG": by_pillow("L", "PNG"), "a PNG": by_pillow("RGB", "PNG"), "a PNG with alpha": by_pillow("RGBA", "PNG"),
    "a grey PNG with alpha": by_pillow("LA", "PNG"), "a PNG with a palette": by_pillow("P", "PNG"),
    "a PNG of one bit": by_pillow("1", "PNG"), "a PNG of 16 grey bits": png(6, 6, 16, 0, (b"\0" + bytes(range(12))) * 6),
    "a PNG of 16 bits": png(6, 6, 16, 2, (b"\0" + bytes(range(36))) * 6),
    "a PNG of 16 bits with alpha": png(6, 6, 16, 6, (b"\0" + bytes(range(48))) * 6),
    "a palette of two bits": png(6, 6, 2, 3, (b"\0" + bytes([0x1b, 0x40])) * 6, before=PALETTE),
    "a palette of four bits": png(6, 6, 4, 3, (b"\0" + bytes([0x01, 0x23, 0x45])) * 6, before=PALETTE),
    "a palette with alpha": png(6, 6, 8, 3, (b"\0" + bytes(range(6))) * 6, before=PALETTE + chunk(b"tRNS", bytes([0, 99]))),
    "an interlaced PNG": png(6, 6, 8, 2, adam7_rows(6, 3), 1),
    "an interlaced PNG of 16 bits": png(6, 6, 16, 2, adam7_rows(6, 6), 1),
    "an interlaced PNG with filters": png(6, 6, 8, 6, adam7_rows(6, 4, bytes(range(5))), 1),
    "an interlaced pixel": png(1, 1, 8, 0, adam7_rows(1, 1), 1),
    "a text beside the picture": png(6, 6, 8, 2, PLAIN_ROWS, before=chunk(b"tEXt", b"Title\0" + b"x" * 9999)),
    "an unknown chunk": png(6, 6, 8, 2, PLAIN_ROWS, before=chunk(b"moDn", b"x")),
    "a grey JPEG": by_pillow("L", "JPEG"), "a JPEG": by_pillow("RGB", "JPEG"),
    "a progressive JPEG": by_pillow("RGB", "JPEG", size=(20, 20), progressive=True),
    "a JPEG of one pixel": by_pillow("RGB", "JPEG", size=(1, 1)),
    "a JPEG of odd sides": by_pillow("RGB", "JPEG", size=(17, 9), subsampling=2),
    "a JPEG with a long comment": by_pillow("RGB", "JPEG", comment=b"c" * 60000),
}
# JPEG's first quantisation table, its frame, and where the pixels begin.
JPEG, FRAME = by_pillow("RGB", "JPEG", size=(20, 20)), b"\xff\xc0"
PROGRESSIVE = by_pillow("RGB", "JPEG", size=(20, 20), progressive=True)


def frame(precision=8, height=20, width=20, parts=3):
    at = JPEG.index(FRAME) + 4
    return JPEG[:at] + struct.pack(">BHHB", precision, height, width, parts) + JPEG[at + 6:]


BAD = {
    "nothing": b"", "one byte": b"\x89", "a mark alone": b"\x89PNG\r\n\x1a\n", "JPEG's mark alone": b"\xff\xd8", "JPEG's ends": b"\xff\xd8\xff\xd9",
    "another format": b"GIF89a" + bytes(99), "a text": b"P6 1 1 255 abc", "bytes before": b"\n" + GOOD["a PNG"],
    "a PNG as text": GOOD["a PNG"].replace(b"\r\n", b"\n"), "no width": png(0, 6, 8, 2, PLAIN_ROWS),
    "no height": png(6, 0, 8, 2, PLAIN_ROWS), "neither": png(0, 0, 8, 2, b""),
    "a negative width": png(2 ** 32 - 1, 6, 8, 2, PLAIN_ROWS), "a wide PNG": png(2 ** 31 - 1, 1, 8, 2, PLAIN_ROWS),
    "a high PNG": png(1, 2 ** 31 - 1, 8, 2, PLAIN_ROWS), "a large PNG": png(50000, 50000, 1, 0, PLAIN_ROWS),
    "a large interlaced PNG": png(50000, 50000, 16, 6, PLAIN_ROWS, 1), "another depth": png(6, 6, 7, 2, PLAIN_ROWS),
    "another colour": png(6, 6, 8, 7, PLAIN_ROWS), "another compression": png(6, 6, 8, 2, PLAIN_ROWS, compression=1),
    "another filter method": png(6, 6, 8, 2, PLAIN_ROWS, filtering=9), "another interlacing": png(6, 6, 8, 2, PLAIN_ROWS, 2),
    "no palette": png(6, 6, 8, 3, (b"\0" + bytes(6)) * 6), "an empty palette": png(6, 6, 8, 3, (b"\0" + bytes(6)) * 6, before=chunk(b"PLTE", b"")),
    "half a palette": png(6, 6, 8, 3, (b"\0" + bytes(6)) * 6, before=chunk(b"PLTE", b"ab")),
    "a wrong sum of the head": png(6, 6, 8, 2, PLAIN_ROWS, head_crc=1),
    "a wrong sum of the data": png(6, 6, 8, 2, PLAIN_ROWS, data_crc=1), "a wrong filter": png(6, 6, 8, 2, b"\x09" + PLAIN_ROWS[1:]),
    "too few rows": png(6, 6, 8, 2, PLAIN_ROWS[:-20]), "no rows": png(6, 6, 8, 2, b""),
    "half a stream": png(6, 6, 8, 2, PLAIN_ROWS).replace(zlib.compress(PLAIN_ROWS), zlib.compress(PLAIN_ROWS)[:-9] + bytes(9)),
    "interlaced, too few rows": png(6, 6, 8, 2, adam7_rows(6, 3)[:-20], 1),
    "interlaced, one pass": png(6, 6, 8, 2, adam7_rows(6, 3)[:4], 1), "interlaced, as if plain": png(6, 6, 8, 2, PLAIN_ROWS, 1),
    "interlaced, of a larger one": png(7, 7, 16, 6, adam7_rows(6, 8), 1),
    "interlaced, a wrong filter": png(6, 6, 8, 2, adam7_rows(6, 3, b"\0\0\0\7"), 1),
    "an unknown needed chunk": png(6, 6, 8, 2, PLAIN_ROWS, before=chunk(b"MODN", b"x")),
    "a chunk without an end": GOOD["a PNG"][:33] + struct.pack(">I", 2 ** 31 - 1) + GOOD["a PNG"][37:],
    "a CMYK JPEG": by_pillow("CMYK", "JPEG"), "a JPEG without width": frame(width=0), "a JPEG without height": frame(height=0),
    "a JPEG of 12 bits": frame(precision=12), "a JPEG of 16 bits": frame(precision=16), "a large JPEG": frame(height=65535, width=65535),
    "a JPEG of no parts": frame(parts=0), "a JPEG of two parts": frame(parts=2), "a JPEG of many parts": frame(parts=255),
    "an arithmetic frame": JPEG.replace(FRAME, b"\xff\xc9"), "a lossless frame": JPEG.replace(FRAME, b"\xff\xc3"),
    "no frame": JPEG.replace(FRAME, b"\xff\xe5"),
    "no quantisation": JPEG.replace(b"\xff\xdb", b"\xff\xe5"), "half a JPEG": JPEG[:len(JPEG) // 2], "no end of a JPEG": JPEG[:-2],
    "half a progressive JPEG": PROGRESSIVE[:-40], "noise for pixels": JPEG[:-60] + bytes((i * 73) % 255 for i in range(58)) + JPEG[-2:],
    "a length of nothing": JPEG[:4] + b"\0\0" + JPEG[6:], "a length beyond the end": JPEG[:4] + b"\xff\xff" + JPEG[6:],
}


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


class OddImages(Hostile):
    def run_with(self, content):
        (self.folder / "i.png").write_bytes(content)
        return self.modnn("run", self.write(model=MODEL, image="i.png", mode="numeric", sweep={}), "--output", "out", "--quiet",
                          "--replace", preexec_fn=limit)

    def test_good_ones(self):
        for name, content in share(GOOD.items(), of=2):
            with self.subTest(name):
                ended = self.run_with(content)
                self.assertEqual(ended.returncode, 0, ended.err)

    def test_bad_ones(self):
        for name, content in share(BAD.items(), of=2):
            with self.subTest(name):
                ended = self.run_with(content)
                self.assertEqual(ended.returncode, 2, ended.err)
                self.assertRegex(ended.err, r"^e\.json:1: /image: i\.png: [^\n]+\n$")
                self.assertFalse((self.folder / "out").exists())

    def test_each_has_pixels_of_its_own(self):
        """The decoder agrees with Pillow on what is a picture, so that the table above is right."""
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        for name, content in GOOD.items():
            with self.subTest(name):
                Image.open(io.BytesIO(content)).load()


if __name__ == "__main__":
    unittest.main()
