"""A detector as Darknet's files have it, and what PyTorch makes of it: written from Darknet's own sources, forward and weights."""

import struct

import torch
from torch.nn import functional

# Kind, and what its section says; filters of convolutions come with a batch normalisation unless they are linear.
LAYERS = [("convolutional", {"filters": 8, "size": 3, "stride": 1, "pad": 1, "activation": "leaky"}),
          ("maxpool", {"size": 2, "stride": 2}),
          ("convolutional", {"filters": 16, "size": 3, "stride": 2, "padding": 1, "activation": "relu"}),
          ("convolutional", {"filters": 16, "size": 1, "stride": 1, "activation": "logistic"}),
          ("shortcut", {"from": -2, "activation": "leaky"}),
          ("maxpool", {"size": 2, "stride": 1}),
          ("upsample", {"stride": 2}),
          ("route", {"layers": "-1, 1"}),
          ("reorg", {"stride": 2}),
          ("route", {"layers": "5"}),
          ("route", {"layers": "-1,-2"}),
          ("convolutional", {"filters": 24, "size": 3, "groups": 4, "pad": 1, "activation": "leaky"}),
          ("convolutional", {"filters": 10, "size": 1, "activation": "linear"})]
IMAGE = (3, 24, 40)


def reorg(x, stride):
    """Darknet's loops (blas.c, reorg_cpu): the sizes are the input's, and the output is read as a smaller map of more channels."""
    _, channels, height, width = x.shape
    flat, out, large = x.flatten(), torch.zeros(x.numel()), channels // stride ** 2
    for k in range(channels):
        for j in range(height):
            for i in range(width):
                offset = k // large
                w, h = i * stride + offset % stride, j * stride + offset // stride
                out[i + width * (j + height * k)] = flat[w + width * stride * (h + height * stride * (k % large))]
    return out.view(1, channels * stride ** 2, height // stride, width // stride)


def activated(x, keys):
    return {"leaky": lambda: functional.leaky_relu(x, 0.1), "relu": lambda: functional.relu(x), "logistic": lambda: x.sigmoid(),
            "linear": lambda: x}[keys["activation"]]()


def pooled(x, size, stride):
    """Darknet's padding is size - 1 in all, the smaller half of it first; what is not there is never the largest."""
    zeros, extents = size - 1, x.shape[2:]
    outputs = [(extent + zeros - size) // stride + 1 for extent in extents]
    padded = functional.pad(x, (zeros // 2, size, zeros // 2, size), value=float("-inf"))
    return functional.max_pool2d(padded, size, stride)[:, :, :outputs[0], :outputs[1]]


def convolution(x, keys, numbers):
    """The output, and the weights in the file's order."""
    groups, size = keys.get("groups", 1), keys["size"]
    padding = size // 2 if keys.get("pad") else keys.get("padding", 0)
    kernel = torch.randn(keys["filters"], x.shape[1] // groups, size, size) / size
    biases, scales = torch.randn(keys["filters"]), torch.rand(keys["filters"]) + 0.5
    mean, variance = torch.randn(keys["filters"]) / 4, torch.rand(keys["filters"]) + 0.5
    x = functional.conv2d(x, kernel, None, keys.get("stride", 1), padding, groups=groups)
    normalised = keys["activation"] != "linear"
    if normalised:
        x = (x - mean[:, None, None]) / (variance.sqrt() + 1e-6)[:, None, None] * scales[:, None, None]
    for part in [biases, *([scales, mean, variance] if normalised else []), kernel]:
        numbers += part.flatten().tolist()
    return activated(x + biases[:, None, None], keys)


def write(folder):
    """net.cfg and net.weights; returns the image and the output."""
    torch.manual_seed(5)
    image, outputs, numbers = torch.rand(1, *IMAGE) - 0.3, [], []
    text = f"# a test\n[net]\nbatch=1\nheight = {IMAGE[1]}\nwidth = {IMAGE[2]}\nchannels = {IMAGE[0]}\n"
    for number, (kind, keys) in enumerate(LAYERS):
        x = outputs[-1] if outputs else image
        if kind == "convolutional":
            outputs.append(convolution(x, keys, numbers))
            keys = {**keys, "batch_normalize": int(keys["activation"] != "linear")}
        elif kind == "maxpool":
            outputs.append(pooled(x, keys["size"], keys["stride"]))
        elif kind == "upsample":
            outputs.append(functional.interpolate(x, scale_factor=2, mode="nearest"))
        elif kind == "reorg":
            outputs.append(reorg(x, keys["stride"]))
        elif kind == "shortcut":
            outputs.append(activated(x + outputs[number + keys["from"]], keys))
        else:
            chosen = [int(which) for which in keys["layers"].split(",")]
            outputs.append(torch.cat([outputs[which if which >= 0 else number + which] for which in chosen], 1))
        text += f"\n[{kind}]\n" + "".join(f"{key}={value}\n" for key, value in keys.items())
    (folder / "net.cfg").write_text(text + "\n[region]\nanchors = 0.5,0.7\nclasses=5\n")
    (folder / "net.weights").write_bytes(struct.pack("<iiiq", 0, 2, 0, 1000) + struct.pack(f"<{len(numbers)}f", *numbers))
    return image, outputs[-1]
