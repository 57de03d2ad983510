#include "models/kernels/run_layer.h"

#include <stdexcept>
#include <type_traits>

#include "models/kernels/compute.h"

namespace modnn {

Tensor run_layer(const Network& network, LayerId layer, const LayerWeights& weights,
                 const std::vector<const Tensor*>& inputs, const Box& output) {
  const Layer& node = network.layer(layer);
  if (inputs.size() != node.inputs.size())
    throw std::invalid_argument("layer " + node.name + ": wrong number of inputs");
  if (!whole(node.shape).contains(output))
    throw std::invalid_argument("layer " + node.name + ": the region is not part of the output");
  Tensor result(output);
  if (output.empty()) return result;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (!inputs[i]->box.contains(required_input(network, layer, i, output)))
      throw std::invalid_argument("layer " + node.name + ": input " + std::to_string(i) +
                                  " does not cover what the region depends on");
  const std::vector<Shape> maps = input_shapes(network, layer);
  std::visit(
      [&](const auto& kind) {
        if constexpr (std::is_same_v<std::decay_t<decltype(kind)>, Input>)
          throw std::invalid_argument("the input layer is given, not computed");
        else
          compute(kind, LayerCall{inputs, maps, weights}, result);
      },
      node.kind);
  return result;
}

Tensor run_network(const Network& network, const Weights& weights, const Tensor& image) {
  if (image.box != whole(network.input_shape()))
    throw std::invalid_argument("the image does not have the shape of the network's input");
  std::vector<LayerId> last_use(network.layers.size());
  for (LayerId id = 0; id < network.size(); ++id)
    for (LayerId input : network.layer(id).inputs) last_use[static_cast<std::size_t>(input)] = id;

  std::vector<Tensor> maps(network.layers.size());
  maps[0] = image;
  for (LayerId id = 1; id < network.size(); ++id) {
    const Layer& layer = network.layer(id);
    std::vector<const Tensor*> inputs;
    for (LayerId input : layer.inputs) inputs.push_back(&maps[static_cast<std::size_t>(input)]);
    const std::size_t at = static_cast<std::size_t>(id);
    maps[at] = run_layer(network, id, weights.layers[at], inputs, whole(layer.shape));
    for (LayerId input : layer.inputs)
      if (last_use[static_cast<std::size_t>(input)] == id)
        maps[static_cast<std::size_t>(input)] = Tensor();
  }
  return std::move(maps.back());
}

}  // namespace modnn
