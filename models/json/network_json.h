#pragma once

#include "config/reader.h"
#include "models/network/network.h"

namespace modnn {

/// Reads a network description (see models/zoo). Records in `problems`: unknown kinds, inputs or
/// keys, duplicate names, cycles, shapes that do not fit. Returns std::nullopt when anything was
/// recorded.
///
/// `{"name": "vgg16", "source": "...", "input": {"channels": 3, "height": 224, "width": 224},
/// "layers": [
///    {"name": "conv1_1", "kind": "conv", "outputs": 64, "kernel": 3, "padding": 1, "activation":
///    "relu"}, ...]}`
///
/// `"weights": "file.safetensors"` (or a folder of NumPy files) names trained weights, relative to
/// the folder of the description. A layer takes the one before it unless it has `"inputs": ["name",
/// ...]` ("input" is the image). `kernel`, `stride`, `dilation` are an integer or [height, width];
/// `padding` an integer, [height, width] or [top, bottom, left, right].
std::optional<Network> read_network(const Value& value);

}  // namespace modnn
