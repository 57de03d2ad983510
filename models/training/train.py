"""Trains, prunes and writes the networks of this folder, and the images that were held out (README.md; python3-torch, python3-numpy).

  train.py DIGITS_PNG FOLDER [NETWORK...]

DIGITS_PNG is opencv-doc's examples/data/digits.png: 5000 handwritten digits of 20x20 pixels, 500 of each.
"""

import copy
import csv
import json
import struct
import sys
import zlib
from pathlib import Path

import numpy
import torch
from torch import nn
from torch.nn import functional

SIDE, MARGIN = 28, 4  # as MNIST has them: the digit's 20x20 pixels and a margin
HELD_OUT = 10  # every tenth digit is never trained on
PRUNED = (80, 90, 95)
DENSE_EPOCHS, PRUNED_EPOCHS = 30, 15
SCHEMA = "../../experiments/schema/model.schema.json"
SOURCES = {"lenet5": "LeCun, Bottou, Bengio and Haffner, Proc. IEEE 86(11), 1998, with ReLU and max pooling",
           "vgg": "after Simonyan and Zisserman, ICLR 2015, configuration B with 12 to 48 filters and three blocks",
           "lenet300": "LeCun, Bottou, Bengio and Haffner, Proc. IEEE 86(11), 1998, with ReLU"}
# Filters, "pool" (2x2) and neurons. A 5x5 kernel in lenet5, 3x3 in vgg; zeros keep the size of the map.
WIDTHS = {"lenet5": [6, "pool", 16, "pool", "flat", 120, 84, 10],
          "vgg": [12, 12, "pool", 24, 24, "pool", 48, 48, "pool", "flat", 96, 10],
          "lenet300": ["flat", 300, 100, 10]}
KERNEL = {"lenet5": 5, "vgg": 3, "lenet300": 1}


def read_png(path):
    """The grey pixels of a PNG file of 8 bits whose rows are filtered as the format says."""
    data, at, head, packed = path.read_bytes(), 8, None, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        content = data[at + 8:at + 8 + size]
        head = struct.unpack(">IIBBBBB", content) if kind == b"IHDR" else head
        packed += content if kind == b"IDAT" else b""
        at += size + 12
    width, height = head[:2]
    raw = numpy.frombuffer(zlib.decompress(packed), numpy.uint8).reshape(height, width + 1)
    pixels = numpy.zeros((height + 1, width + 1), numpy.int64)  # with zeros above and to the left
    for y in range(1, height + 1):
        kind, row = raw[y - 1, 0], raw[y - 1, 1:]
        for x in range(1, width + 1):
            left, above, corner = pixels[y, x - 1], pixels[y - 1, x], pixels[y - 1, x - 1]
            guess = (0, left, above, (left + above) // 2)[kind] if kind < 4 else min(
                (left, above, corner), key=lambda value: abs(left + above - corner - value))
            pixels[y, x] = (row[x - 1] + guess) & 255
    return pixels[1:, 1:].astype(numpy.uint8)


def write_png(path, pixels):
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    height, width = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) +
                     chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def digits(path):
    """Images and labels, for training and held out: five rows of a hundred for each digit."""
    cells = read_png(path).reshape(50, 20, 100, 20).swapaxes(1, 2).reshape(5000, 20, 20)
    images = numpy.pad(cells, ((0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN)))
    labels = numpy.arange(5000) // 500
    held_out = numpy.arange(5000) % HELD_OUT == HELD_OUT - 1
    return images[~held_out], labels[~held_out], images[held_out], labels[held_out]


def build(name, widths=None):
    layers, channels, side = [], 1, SIDE
    widths = widths or WIDTHS[name]
    for i, width in enumerate(widths):
        if width == "pool":
            layers.append(nn.MaxPool2d(2))
            side //= 2
        elif width == "flat":
            layers.append(nn.Flatten())
            channels, side = channels * side * side, 0
        else:
            layers.append(nn.Conv2d(channels, width, KERNEL[name], padding=KERNEL[name] // 2) if side else
                          nn.Linear(channels, width))
            channels = width
            if i + 1 < len(widths):
                layers.append(nn.ReLU())
    return nn.Sequential(*layers)


def weighted(network):
    return [layer for layer in network if isinstance(layer, (nn.Conv2d, nn.Linear))]


def varied(images):
    """Each a little turned, larger or smaller, and shifted."""
    count = len(images)
    angle, size = (torch.rand(count) - 0.5) * 0.5, 1 + (torch.rand(count) - 0.5) * 0.3
    shift = (torch.rand(2, count) - 0.5) * 0.25
    turn = torch.stack([torch.stack([size * angle.cos(), -size * angle.sin(), shift[0]], 1),
                        torch.stack([size * angle.sin(), size * angle.cos(), shift[1]], 1)], 1)
    return functional.grid_sample(images, functional.affine_grid(turn, images.shape, align_corners=False), align_corners=False)


def train(network, images, labels, epochs, rate, masks=None):
    optimiser = torch.optim.Adam(network.parameters(), rate)
    batches = -(-len(images) // 64)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, epochs * batches)
    network.train()
    for _ in range(epochs):
        for batch in torch.randperm(len(images)).split(64):
            optimiser.zero_grad()
            functional.cross_entropy(network(varied(images[batch])), labels[batch], label_smoothing=0.05).backward()
            optimiser.step()
            schedule.step()
            for layer, mask in zip(weighted(network), masks or []):
                layer.weight.data *= mask


def rounded(network):
    """The network with the weights that are written: half precision, and what divides pixels by 255 in the first layer."""
    network = copy.deepcopy(network).eval()
    weighted(network)[0].weight.data /= 255
    for parameter in network.parameters():
        parameter.data = parameter.data.half().float()
    return network


def correct(network, images, labels):
    with torch.no_grad():
        return int((rounded(network)(images * 255).argmax(1) == labels).sum())


def smallest_weights(network, percent):
    """Masks without so many of all weights: the smallest, measured by what is usual in their layer."""
    sizes = [layer.weight.data.abs() / layer.weight.data.pow(2).mean().sqrt() for layer in weighted(network)]
    every = torch.cat([size.flatten() for size in sizes])
    least = every.sort()[0][int(len(every) * percent / 100)]
    return [(size >= least).float() for size in sizes]


def parameters(network):
    return sum(layer.weight.numel() for layer in weighted(network))


def narrower(name, network, share):
    """The network with this share of the filters and neurons of every layer but the last: those with the largest weights
    (Li et al., Pruning Filters for Efficient ConvNets, ICLR 2017)."""
    layers = weighted(network)
    kept = [torch.arange(1)]
    for layer in layers[:-1]:
        strength = layer.weight.data.abs().flatten(1).sum(1)
        kept.append(strength.argsort(descending=True)[:max(1, round(share * len(strength)))].sort()[0])
    kept.append(torch.arange(10))
    widths, number = [], 0
    for width in WIDTHS[name]:
        number += not isinstance(width, str)
        widths.append(width if isinstance(width, str) else len(kept[number]))
    small = build(name, widths)
    for at, (before, after) in enumerate(zip(layers, weighted(small))):
        rows = before.weight.data[kept[at + 1]]
        # A dense layer after maps has all pixels of a channel, one channel after the other.
        columns = kept[at] if rows.shape[1] == len(before_channels(layers, at)) else pixels_of(kept[at], rows.shape[1], layers, at)
        after.weight.data = rows[:, columns].clone()
        after.bias.data = before.bias.data[kept[at + 1]].clone()
    return small


def before_channels(layers, at):
    return range(1 if at == 0 else layers[at - 1].weight.shape[0])


def pixels_of(channels, inputs, layers, at):
    pixels = inputs // len(before_channels(layers, at))
    return (channels[:, None] * pixels + torch.arange(pixels)).flatten()


def write_safetensors(path, arrays):
    header, data = {}, b""
    for name, array in arrays.items():
        content = array.numpy().astype("<f2").tobytes()
        header[name] = {"dtype": "F16", "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def write(folder, name, kind, network):
    """The description and the weights. Dense layers of which less than half is left are sparse layers."""
    layers, arrays, counts = [], {}, {}
    network = rounded(network)
    modules = list(network)
    for module, follower in zip(modules, modules[1:] + [None]):
        if isinstance(module, nn.ReLU):
            continue
        stem = {nn.Conv2d: "conv", nn.Linear: "fc", nn.MaxPool2d: "pool", nn.Flatten: "flatten"}[type(module)]
        counts[stem] = counts.get(stem, 0) + 1
        layer = {"name": stem if stem == "flatten" else f"{stem}{counts[stem]}"}
        if stem == "conv":
            layer |= {"kind": "conv", "outputs": module.out_channels, "kernel": KERNEL[name], "padding": KERNEL[name] // 2}
        elif stem == "pool":
            layer |= {"kind": "max_pool", "kernel": 2, "stride": 2}
        elif stem == "flatten":
            layer |= {"kind": "flatten"}
        else:
            density = float((module.weight != 0).float().mean())
            layer |= {"kind": "dense" if density > 0.5 else "sparse_dense", "outputs": module.out_features}
            layer |= {} if density > 0.5 else {"density": round(density, 4)}
        if isinstance(follower, nn.ReLU):
            layer["activation"] = "relu"
        layers.append(layer)
        if stem in ("conv", "fc"):
            arrays |= {f"{layer['name']}.weight": module.weight.data, f"{layer['name']}.bias": module.bias.data}
    full = f"{name}_{kind}"
    write_safetensors(folder / f"{full}.safetensors", arrays)
    lines = ",\n".join(f"    {json.dumps(layer)}" for layer in layers)
    head = [f'"$schema": "{SCHEMA}"', f'"name": "digits_{full}"', f'"source": "{SOURCES[name]}; trained by train.py"',
            f'"weights": "{full}.safetensors"', f'"input": {{"channels": 1, "height": {SIDE}, "width": {SIDE}}}']
    (folder / f"{full}.json").write_text("{\n  " + ",\n  ".join(head) + f',\n  "layers": [\n{lines}\n  ]\n}}\n')
    left = sum(int((layer.weight != 0).sum()) for layer in weighted(network))
    return [full, left, (folder / f"{full}.safetensors").stat().st_size]


def trained(folder, name, data):
    """Rows of accuracy.csv: the dense network, and from there ever less of it, retrained each time."""
    images, labels, held_out, answers = data
    torch.manual_seed(1)
    dense = build(name)
    train(dense, images, labels, DENSE_EPOCHS, 3e-3)
    yield [*write(folder, name, "dense", dense), correct(dense, held_out, answers), len(answers)]
    network = copy.deepcopy(dense)
    for percent in PRUNED:
        masks = smallest_weights(network, percent)
        train(network, images, labels, PRUNED_EPOCHS, 2e-3, masks)
        yield [*write(folder, name, f"pruned{percent}", network), correct(network, held_out, answers), len(answers)]
    network = dense
    for percent in PRUNED:
        share = next(s / 1000 for s in range(1000, 0, -5)
                     if parameters(narrower(name, dense, s / 1000)) <= parameters(dense) * (1 - percent / 100))
        network = narrower(name, dense, share)
        train(network, images, labels, 2 * PRUNED_EPOCHS, 3e-3)
        yield [*write(folder, name, f"narrow{percent}", network), correct(network, held_out, answers), len(answers)]


def main():
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    torch.set_num_threads(1)
    images, labels, held_out, answers = digits(source)
    test = folder / "digits"
    test.mkdir(exist_ok=True)
    with open(test / "labels.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["file", "label"])
        # By turns, so that the first few are of all digits.
        for number, at in enumerate(numpy.argsort(numpy.arange(len(answers)) % (len(answers) // 10), kind="stable")):
            write_png(test / f"{number:03}.png", held_out[at])
            table.writerow([f"{number:03}.png", answers[at]])
    data = [torch.tensor(part[:, None] / 255, dtype=torch.float32) if part.ndim == 3 else torch.tensor(part)
            for part in (images, labels, held_out, answers)]
    for name in sys.argv[3:] or WIDTHS:
        with open(folder / f"{name}_accuracy.csv", "w", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(["network", "weights", "bytes", "correct", "images"])
            for row in trained(folder, name, data):
                table.writerow(row)
                file.flush()
                print(*row, flush=True)


main()
