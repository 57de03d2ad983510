"""Ways to damage what modnn reads. Everything follows from the random.Random that is handed in."""

import base64
import copy
import json
import os
import shutil
import struct
import zlib

JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxl"
    "Z2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAIAAgDASIAAhEB"
    "AxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAXEAEBAQEAAAAAAAAAAAAAAAAABSIx/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwX/xAAaEQABBQEAAAAA"
    "AAAAAAAAAAABAAIDBBMh/9oADAMBAAIRAxEAPwCdPicyAgumeSnpW5ch1f/Z")

TEXTS = ["", " ", "a", "lenet5", "vgg16", "nexus5", "nexus5_wlan", "bodp", "grid_2d", "bodp_balanced", "mscc+fgcp", "peer", "lru",
         "offload:a", "offload:", "state_machine", "numeric", "a/b", "/", "//", "~", "~2", "a~1b", ".", "..", "../escaped",
         "../../beside/escaped", "{root}/beside/escaped", "{root}/beside/kept.txt", "{root}/beside/pipe", "{root}/in",
         "{root}/beside", "/dev/zero", "/dev/stdin", "/dev/full", "/proc/self/mem", "/proc/self/environ", "/proc/kmsg", "file.json",
         "a\nb", "a\rb", "a\0b", "\x1b[31m", "=1+1", "@SUM(A1)", "-1", "+1", "$x^2$", "%s%n", "\u00e9", "\U0001f4f1", "\ud800",
         "x" * 300, "x" * 5000, "con", "$(touch {root}/beside/escaped)", "`id`", "; touch {root}/beside/escaped", "--help"]
NUMBERS = [0, -0.0, 1, -1, 2, 3, 7, 64, 65, 0.5, 1e-9, -1e-9, 1e-300, 5e-324, 1e15, 1e18, 1e300, 1.7976931348623157e308, 255,
           65536, 10 ** 6, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 53 + 1, 2 ** 63 - 1, 2 ** 63, 2 ** 64, 10 ** 25, float("nan"),
           float("inf"), -float("inf")]
POINTERS = ["", "/", "/name", "/seed", "/model", "/model/layers", "/model/layers/0", "/model/layers/-", "/model/layers/00",
            "/model/layers/0/kernel", "/model/layers/1/kind", "/model/layers/2/outputs", "/model/layers/3/density", "/model/input/height",
            "/model/weights", "/platform", "/platform/workers/0/count", "/platform/workers/0/rate_bps", "/platform/workers/0/device",
            "/platform/workers/0/uplink", "/platform/workers/0/link", "/platform/workers/1", "/platform/medium", "/platform/medium/goodput_bps",
            "/platform/medium/message_latency_s", "/platform/group_owner/device/middleware_bytes_per_s",
            "/platform/group_owner/speed_factor", "/platform/speed_factor", "/platform/paging", "/platform/access_point",
            "/partition/conv", "/partition/dense", "/partition/layers", "/partition/kinds", "/delivery/mode", "/delivery/via",
            "/delivery/relays", "/delivery/transfers", "/delivery/wakeup", "/delivery/sync", "/delivery/transfer_bytes_per_value",
            "/noise/compute_sigma", "/noise/beacon_phase", "/mode", "/image", "/weight_bits", "/weight_density", "/sweep", "/zip",
             "/replications", "/figures",
            "/published", "/tolerance", "/fidelity", "/$comment", "/absent", "/a~b", "/~01", "name", "/model/layers/99999999999999999999"]


def text(chance, root):
    return chance.choice(TEXTS).replace("{root}", str(root))


def value(chance, root, depth=0):
    """Any JSON value; numbers and texts mostly."""
    kind = chance.randrange(10 if depth < 3 else 7)
    if kind < 3:
        return chance.choice(NUMBERS)
    if kind < 6:
        return text(chance, root)
    if kind == 6:
        return chance.choice((None, True, False, [], {}))
    if kind == 7:
        return [value(chance, root, depth + 1) for _ in range(chance.randrange(4))]
    if kind == 8:
        return {text(chance, root): value(chance, root, depth + 1) for _ in range(chance.randrange(3))}
    deep = value(chance, root, 3)
    for _ in range(chance.choice((2, 60, 600))):
        deep = [deep] if chance.random() < 0.5 else {"a": deep}
    return deep


def alike(chance, old, root):
    """A value of the same type, so that many documents are still experiments; else any value."""
    if chance.random() < 0.3 or isinstance(old, (dict, list)) or old is None:
        return value(chance, root)
    if isinstance(old, bool):
        return not old
    if isinstance(old, str):
        return text(chance, root)
    return chance.choice([1, 2, 3, 4, 7, 0.5, old * 2, old / 2, old + 1, chance.choice(NUMBERS)])


def places(node, found):
    """Every (container, key) of a JSON value."""
    for key in list(node) if isinstance(node, dict) else range(len(node)):
        found.append((node, key))
        if isinstance(node[key], (dict, list)):
            places(node[key], found)
    return found


def json_value(chance, document, root):
    """The document with one to three values changed, dropped, moved or added."""
    document = copy.deepcopy(document)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        found = places(document, [])
        if not found:
            break
        container, key = chance.choice(found)
        act = chance.choice((0, 0, 0, 0, 0, 0, 3, 4, 5, 6, 7))
        if act < 3:
            container[key] = alike(chance, container[key], root)
        elif act == 3:
            del container[key]
        elif act == 4:
            other, other_key = chance.choice(found)
            container[key] = copy.deepcopy(other[other_key])
        elif act == 5 and isinstance(container, dict):
            container[text(chance, root)] = container.pop(key)
        elif act == 6:
            pointers = [chance.choice(POINTERS) for _ in range(chance.choice((1, 1, 2)))]
            axes = {pointer: [value(chance, root) for _ in range(chance.randrange(3))] for pointer in pointers}
            document["sweep" if chance.random() < 0.7 else text(chance, root)] = axes
        else:
            pointer = chance.choice(POINTERS).strip("/").split("/")
            document[pointer[0]] = value(chance, root)
    return document


def some_bytes(chance, content):
    """Bytes flipped, dropped, repeated, inserted, or the end cut off."""
    content = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        if not content:
            return bytes(chance.randbytes(chance.randrange(20)))
        at = chance.randrange(len(content))
        length = chance.choice((1, 1, 2, 4, 16, 64))
        act = chance.randrange(7)
        if act == 0:
            content[at] ^= 1 << chance.randrange(8)
        elif act == 1:
            content[at:at + length] = chance.randbytes(length)
        elif act == 2:
            del content[at:at + length]
        elif act == 3:
            content[at:at] = content[at:at + length] * chance.choice((1, 2, 50))
        elif act == 4:
            content[at:at + length] = bytes([chance.choice((0, 255, 10, 34, 91, 123, 57))]) * length
        elif act == 5:
            del content[at:]
        else:
            content[at:at + 4] = struct.pack(chance.choice("<>") + "I", chance.choice((0, 1, 2 ** 31, 2 ** 32 - 1, 65536)))
    return bytes(content)


def setting(chance, document, root):
    """The text of a --set."""
    pointer = chance.choice(POINTERS)
    kind = chance.randrange(6)
    if kind < 2:
        words = json.dumps(value(chance, root))
    elif kind == 2:
        words = text(chance, root)
    elif kind == 3:
        container, key = chance.choice(places(copy.deepcopy(document), []))
        words = json.dumps(container[key])
    elif kind == 4:
        depth = chance.choice((10, 1000, 60000))
        words = "[" * depth + "]" * (depth if chance.random() < 0.7 else 0)
    else:
        return text(chance, root).replace("\0", "").encode("utf-8", "ignore").decode() or "="
    words = f"{pointer}={words}".replace("\0", "")
    if chance.random() < 0.2:
        words = some_bytes(chance, words.encode("utf-8", "surrogatepass")).replace(b"\0", b"").decode(errors="surrogateescape")
    return words.encode("utf-8", "surrogateescape" if words.isascii() else "ignore").decode("utf-8", "surrogateescape")


def result_set(chance, folder, beside):
    """One or two files of a result set damaged, or replaced by what is no file of it."""
    names = ["points.jsonl", "index.json", "summary.csv", ".lock", "experiment.resolved.json", "layers.csv", "devices.csv", "traces"]
    for name in chance.choices(names, weights=(6, 6, 2, 2, 3, 1, 1, 1), k=chance.choice((1, 1, 2))):
        path = folder / name
        act = chance.randrange(10)
        if path.is_dir() and not path.is_symlink():
            if act < 5:
                path = next(path.iterdir(), path / "new.json")
            else:
                shutil.rmtree(path)
        if act < 3 and path.is_file():
            path.write_bytes(some_bytes(chance, path.read_bytes()))
            continue
        if act < 6 and path.is_file() and path.suffix in (".json", ".jsonl"):
            damaged_lines(chance, path, beside.parent)
            continue
        if path.is_symlink() or path.is_file():
            path.unlink()
        if path.exists():
            continue
        if act == 6:
            path.symlink_to(chance.choice((beside / "kept.txt", beside, beside / "absent", path)))
        elif act == 7:
            path.mkdir()
        elif act == 8:
            os.mkfifo(path)
        else:
            path.write_bytes(chance.choice((b"", b"\0" * 5000, b"\n\n\n", b"[]\n", b"{}\n", b"null\n", b"[" * 50000)))


def damaged_lines(chance, path, root):
    text = path.read_text(errors="replace")  # it may be damaged already
    lines = text.splitlines() if path.suffix == ".jsonl" else [text]
    if not lines:
        return
    at = chance.randrange(len(lines))
    try:
        document = json.loads(lines[at])
    except ValueError:
        return
    if not isinstance(document, (dict, list)):
        return
    lines[at] = json.dumps(json_value(chance, document, root) if isinstance(document, dict) else value(chance, root))
    if chance.random() < 0.2:
        lines.append(chance.choice(lines))
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass") + b"\n")


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def whole_png(chance):
    """A PNG of 8x8 pixels in which nothing is wrong."""
    depth, colour = chance.choice(((8, 2), (8, 0), (8, 6), (8, 4), (16, 2), (16, 6), (1, 0), (4, 3), (8, 3)))
    row = (8 * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour] * depth + 7) // 8
    rows = b"".join(bytes([chance.randrange(5)]) + chance.randbytes(row) for _ in range(8))
    if colour == 3:  # every index is in the palette
        rows = b"".join(b"\0" + bytes(row) for _ in range(8))
    palette = [chunk(b"PLTE", chance.randbytes(48))] if colour == 3 else []
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + b"".join([head, *palette, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")])


def png(chance):
    """A PNG whose head and data fit each other, or nearly: its checks are right, so that decoders go on."""
    width, height = chance.choice((1, 6, 8, 8, 8, 300)), chance.choice((1, 6, 8, 8, 8))
    depth, colour = chance.choice(((8, 2), (8, 2), (8, 0), (8, 6), (8, 4), (16, 2), (16, 6), (1, 0), (4, 3), (8, 3)))
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    interlace = chance.choice((0, 0, 0, 1))
    row = (width * channels * depth + 7) // 8
    data = b"".join(bytes([chance.choice((0, 0, 1, 2, 3, 4, 5, 255))]) + chance.randbytes(row) for _ in range(height))
    if chance.random() < 0.3:
        data = some_bytes(chance, data)
    if chance.random() < 0.2:
        width = chance.choice((0, 7, 9, 65535, 2 ** 31 - 1, 2 ** 32 - 1))
    if chance.random() < 0.2:
        depth, colour = chance.randrange(20), chance.randrange(8)
    chunks = [chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))]
    if colour == 3 or chance.random() < 0.2:
        chunks.append(chunk(b"PLTE", chance.randbytes(chance.choice((0, 2, 3, 12, 768, 771)))))
    if chance.random() < 0.2:
        chunks.append(chunk(chance.choice((b"tRNS", b"gAMA", b"iCCP", b"zTXt", b"eXIf", b"fcTL")), chance.randbytes(12)))
    chunks += [chunk(b"IDAT", zlib.compress(data)), chunk(b"IEND", b"")]
    if chance.random() < 0.2:
        chance.shuffle(chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def picture(chance):
    """(end of the name, content) of an image, half of them damaged."""
    if chance.random() < 0.5:
        return (".png", whole_png(chance)) if chance.random() < 0.8 else (".jpg", JPEG)
    kind = chance.randrange(4)
    if kind == 0:
        return ".png", png(chance)
    if kind == 1:
        return ".png", some_bytes(chance, png(chance))
    if kind == 2:
        return chance.choice((".jpg", ".png")), some_bytes(chance, JPEG)
    heads = (b"GIF89a", b"BM", b"8BPS", b"P6 8 8 255\n", b"#?RADIANCE\n", b"\x00\x00\x02", b"II*\0", b"RIFF", b"")
    return chance.choice((".png", ".jpg", ".gif", "")), chance.choice(heads) + chance.randbytes(chance.choice((0, 20, 2000)))


SHAPES = {"a": ((2, 1, 3, 3), 2), "d": ((4, 18), 4), "s": ((4, 4), 4)}


def npy(chance, shape, kind="<f4"):
    count = 1
    for size in shape:
        count *= size
    head = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {tuple(shape)}, }}".encode()
    head += b" " * (-(len(head) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\0" + struct.pack("<H", len(head)) + head + struct.pack(f"<{count}f", *(chance.random() for _ in range(count)))


def safetensors(chance, arrays, change=None):
    head, data = {}, b""
    for name, shape in arrays.items():
        count = 1
        for size in shape:
            count *= size
        begin = len(data)
        data += struct.pack(f"<{count}f", *(chance.random() for _ in range(count)))
        head[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [begin, len(data)]}
    if change:
        head = change(head)
    words = json.dumps(head).encode("utf-8", "surrogatepass")
    return struct.pack("<Q", len(words)) + words + data


def weights(chance, folder, document):
    """An experiment whose model has weights of its own, damaged: a folder of arrays or one file."""
    arrays = {f"{layer}.weight": shape for layer, (shape, _) in SHAPES.items()}
    arrays |= {f"{layer}.bias": (size,) for layer, (_, size) in SHAPES.items()}
    document = copy.deepcopy(document)
    document["mode"] = chance.choice(("timing", "numeric"))
    name = chance.choice(sorted(arrays))
    if chance.random() < 0.5:  # other values only
        file = folder.with_name(folder.name + ".safetensors")
        content = safetensors(chance, arrays)
        begin = 8 + struct.unpack("<Q", content[:8])[0]
        at = chance.randrange(begin, len(content) - 8)
        file.write_bytes(content[:at] + chance.randbytes(8) + content[at + 8:])
        document["model"]["weights"] = file.name
        return document
    if chance.random() < 0.5:
        folder.mkdir()
        for array, shape in arrays.items():
            (folder / f"{array}.npy").write_bytes(npy(chance, shape))
        path = folder / f"{name}.npy"
        act = chance.randrange(6)
        if act < 3:
            path.write_bytes(some_bytes(chance, path.read_bytes()))
        elif act == 3:
            path.write_bytes(npy(chance, chance.choice(((), (0,), (1,), (4, 4), (2, 1, 3, 3), (2, 1, 3, 3, 1))),
                                 chance.choice(("<f4", "<f8", ">f4", "<f2", "|O", "<i4", "|b1", "<U3"))))
        elif act == 4:
            path.unlink()
            chance.choice((lambda: path.symlink_to("/dev/zero"), lambda: os.mkfifo(path), path.mkdir, lambda: None))()
        else:
            (folder / chance.choice(("z.weight.npy", "x.npz", "a.weight", "..npy"))).write_bytes(path.read_bytes())
        document["model"]["weights"] = folder.name
        return document
    file = folder.with_name(folder.name + chance.choice((".safetensors", ".safetensors", ".npz", ".pt")))
    act = chance.randrange(4)
    if act < 2:
        file.write_bytes(some_bytes(chance, safetensors(chance, arrays)))
    elif act == 2:
        file.write_bytes(safetensors(chance, arrays, lambda head: json_value(chance, head, folder.parent.parent)))
    else:
        file.write_bytes(chance.choice((b"", b"\0" * 8, b"\xff" * 8, struct.pack("<Q", 2 ** 62), b"PK\x03\x04" + chance.randbytes(50),
                                        b"version https://git-lfs.github.com/spec/v1\n", b"\x80\x04K\x01.")))
    document["model"]["weights"] = file.name
    return document
