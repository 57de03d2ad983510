#pragma once

#include <string>
#include <utility>
#include <vector>

#include "models/network/network.h"

namespace modnn::test {

/// Appends a layer; its shape follows from its inputs.
inline LayerId append(Network& network, std::string name, LayerKind kind,
                      std::vector<LayerId> inputs) {
  std::vector<Shape> shapes;
  for (LayerId input : inputs) shapes.push_back(network.layer(input).shape);
  const Shape shape = infer_shape(kind, shapes);
  network.layers.push_back({std::move(name), std::move(kind), std::move(inputs), shape});
  return network.size() - 1;
}

/// An image followed by the given layers in a row, named "layer1", "layer2", ...
inline Network chain(const Shape& image, const std::vector<LayerKind>& kinds) {
  Network network{"test", "", {}};
  append(network, "input", Input{image}, {});
  for (const LayerKind& kind : kinds)
    append(network, "layer" + std::to_string(network.size()), kind, {network.size() - 1});
  return network;
}

/// One layer that joins maps of the given channel counts; each map is an image passed through a
/// layer of its own.
inline Network join(const std::vector<Index>& channels, Index height, Index width,
                    const LayerKind& kind) {
  Network network = chain({2, height, width}, {});
  std::vector<LayerId> inputs;
  for (Index count : channels)
    inputs.push_back(
        append(network, "branch" + std::to_string(network.size()), Conv{.outputs = count}, {0}));
  append(network, "join", kind, inputs);
  return network;
}

}  // namespace modnn::test
