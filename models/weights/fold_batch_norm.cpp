#include "models/weights/fold_batch_norm.h"

#include <utility>

namespace modnn {
namespace {

/// How many layers read each layer.
std::vector<int> reader_counts(const Network& network) {
  std::vector<int> counts(network.layers.size());
  for (const Layer& layer : network.layers)
    for (LayerId input : layer.inputs) ++counts[static_cast<std::size_t>(input)];
  return counts;
}

void fold_weights(const LayerWeights& norm, LayerWeights& conv) {
  const std::size_t outputs = norm.kernel.size(), per_output = conv.kernel.size() / outputs;
  conv.bias.resize(outputs);
  for (std::size_t o = 0; o < outputs; ++o) {
    const float a = norm.kernel[o];
    for (std::size_t i = 0; i < per_output; ++i) conv.kernel[o * per_output + i] *= a;
    conv.bias[o] = a * conv.bias[o] + norm.bias[o];
  }
}

}  // namespace

void fold_batch_norm(Network& network, Weights* weights) {
  const std::vector<int> readers = reader_counts(network);
  std::vector<LayerId> new_id(network.layers.size());
  std::vector<Layer> layers;
  std::vector<LayerWeights> layer_weights;
  for (std::size_t id = 0; id < network.layers.size(); ++id) {
    Layer& layer = network.layers[id];
    const bool sole_reader =
        !layer.inputs.empty() && readers[static_cast<std::size_t>(layer.inputs[0])] == 1;
    for (LayerId& input : layer.inputs) input = new_id[static_cast<std::size_t>(input)];
    if (const auto* norm = std::get_if<BatchNorm>(&layer.kind); norm != nullptr && sole_reader) {
      const auto before = static_cast<std::size_t>(layer.inputs[0]);
      auto* conv = std::get_if<Conv>(&layers[before].kind);
      if (conv != nullptr && conv->activation == Activation::none) {
        conv->bias = true;
        conv->activation = norm->activation;
        if (weights != nullptr) fold_weights(weights->layers[id], layer_weights[before]);
        new_id[id] = layer.inputs[0];
        continue;
      }
    }
    new_id[id] = static_cast<LayerId>(layers.size());
    layers.push_back(std::move(layer));
    if (weights != nullptr) layer_weights.push_back(std::move(weights->layers[id]));
  }
  network.layers = std::move(layers);
  if (weights != nullptr) weights->layers = std::move(layer_weights);
}

}  // namespace modnn
