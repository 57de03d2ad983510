#include "models/weights/weights.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "config/random.h"
#include "models/weights/sparse_weights.h"

namespace modnn {
namespace {

/// Uniform in [centre - limit, centre + limit).
std::vector<float> uniform(Index count, float centre, double limit, std::uint64_t seed,
                           const std::string& stream) {
  const CounterRandom random(seed, stream);
  std::vector<float> values(static_cast<std::size_t>(count));
  const float scale = static_cast<float>(limit);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = centre + scale * random.symmetric(i);
  return values;
}

/// Whether a sum reads the layer: the end of a residual branch.
bool feeds_a_sum(const Network& network, LayerId id) {
  return std::any_of(network.layers.begin(), network.layers.end(), [&](const Layer& layer) {
    return std::holds_alternative<Add>(layer.kind) &&
           std::find(layer.inputs.begin(), layer.inputs.end(), id) != layer.inputs.end();
  });
}

}  // namespace

Weights generate_weights(const Network& network, std::uint64_t seed) {
  constexpr double bias_limit = 0.1;
  Weights weights;
  for (LayerId id = 0; id < network.size(); ++id) {
    const ParameterLayout layout = parameter_layout(network, id);
    LayerWeights& layer = weights.layers.emplace_back();
    if (layout.outputs == 0) continue;
    const Layer& node = network.layer(id);
    if (const auto* sparse = std::get_if<SparseDense>(&node.kind)) {
      const Index columns = network.layer(node.inputs[0]).shape.elements();
      layer = generate_sparse_weights(*sparse, columns, seed, node.name);
    } else if (std::holds_alternative<BatchNorm>(node.kind)) {
      layer.kernel = uniform(layout.outputs, 1.0F, 0.5, seed, node.name + ".weight");
      if (feeds_a_sum(network, id))
        for (float& scale : layer.kernel) scale *= 0.5F;
    } else {
      const double limit = std::sqrt(6.0 / static_cast<double>(layout.per_output));
      layer.kernel =
          uniform(layout.outputs * layout.per_output, 0.0F, limit, seed, node.name + ".weight");
    }
    layer.bias = uniform(layout.biases, 0.0F, bias_limit, seed, node.name + ".bias");
  }
  return weights;
}

}  // namespace modnn
