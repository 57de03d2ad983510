#include "models/network/network.h"

namespace modnn {

Shape infer_shape(const LayerKind& kind, const std::vector<Shape>& inputs) {
  return std::visit([&](const auto& layer) { return output_shape(layer, inputs); }, kind);
}

std::vector<Shape> input_shapes(const Network& network, LayerId layer) {
  std::vector<Shape> shapes;
  for (LayerId input : network.layer(layer).inputs) shapes.push_back(network.layer(input).shape);
  return shapes;
}

Box required_input(const Network& network, LayerId layer, std::size_t which, const Box& output) {
  if (output.empty()) return {};
  const std::vector<Shape> inputs = input_shapes(network, layer);
  const Box box =
      std::visit([&](const auto& kind) { return input_region(kind, inputs, which, output); },
                 network.layer(layer).kind);
  return box.empty() ? Box{} : box;
}

}  // namespace modnn
