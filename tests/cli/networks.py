"""Shapes, multiply-accumulates, parameters and receptive fields of a network, from its file and textbook formulas alone."""

import math
from dataclasses import dataclass

WHOLE_MAP = ("flatten", "dense", "sparse_dense", "softmax", "global_pool")  # of which one output depends on the whole input


@dataclass
class Map:
    name: str
    kind: str
    shape: tuple  # channels, height, width
    macs: int = 0
    parameters: int = 0
    field: int = 1  # rows of the image, not counting its edge
    step: int = 1   # rows of the image between two neighbouring rows

    @property
    def values(self):
        return math.prod(self.shape)


def after_window(layer, before):
    kernel, stride = layer["kernel"], layer.get("stride", 1 if layer["kind"] == "conv" else layer["kernel"])
    padding = layer.get("padding", 0)
    top, bottom, left, right = padding if isinstance(padding, list) else [padding] * 4
    rounded = math.ceil if layer.get("ceil_mode") else math.floor
    _, height, width = before.shape
    extents = [rounded((extent + more - kernel) / stride) + 1 for extent, more in ((height, top + bottom), (width, left + right))]
    return extents, before.field + (kernel - 1) * before.step, before.step * stride


def after(layer, inputs):
    first, kind = inputs[0], layer["kind"]
    channels, height, width = first.shape
    made = Map(layer["name"], kind, first.shape, field=max(map_.field for map_ in inputs), step=first.step)
    bias = layer.get("bias", True)
    if kind in WHOLE_MAP:
        made.field = math.inf
    if kind in ("conv", "max_pool"):
        extents, made.field, made.step = after_window(layer, first)
        made.shape = (layer.get("outputs", channels), *extents)
    if kind == "conv":
        taps = channels // layer.get("groups", 1) * layer["kernel"] ** 2
        made.macs = made.values * taps
        made.parameters = layer["outputs"] * (taps + bias)
    elif kind in ("dense", "sparse_dense"):
        linked = round(layer.get("density", 1) * first.values)
        made.shape = (layer["outputs"], 1, 1)
        made.macs = layer["outputs"] * linked
        made.parameters = layer["outputs"] * (linked + bias)
    elif kind == "batch_norm":
        made.parameters = 2 * channels  # a and b of y = a x + b
    elif kind == "concat":
        made.shape = (sum(map_.shape[0] for map_ in inputs), height, width)
    elif kind == "flatten":
        made.shape = (first.values, 1, 1)
    elif kind == "reorg":
        step = layer.get("stride", 2)
        made.shape = (step * step * channels, height // step, width // step)
        made.field, made.step = first.field + (step - 1) * first.step, first.step * step
    elif kind == "global_pool":
        made.shape = (channels, 1, 1)
    else:
        assert kind in ("max_pool", "add", "lrn", "dropout", "softmax"), kind
    return made


def maps_of(model):
    """The image and the output of every layer, in the order of the file."""
    image = model["input"]
    maps = [Map("input", "input", (image["channels"], image["height"], image["width"]))]
    by_name = {"input": maps[0]}
    for layer in model["layers"]:
        inputs = [by_name[name] for name in layer.get("inputs", [maps[-1].name])]
        maps.append(after(layer, inputs))
        by_name[maps[-1].name] = maps[-1]
    return maps


def macs_of(maps, dense):
    return sum(map_.macs for map_ in maps if (map_.kind in ("dense", "sparse_dense")) == dense)
