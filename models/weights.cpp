#include "models/weights.h"

#include <cmath>
#include <string_view>

#include "models/random.h"

namespace modnn {
namespace {

std::vector<float> uniform(Index count, double limit, std::uint64_t seed, std::string_view stream) {
  const CounterRandom random(seed, stream);
  std::vector<float> values(static_cast<std::size_t>(count));
  const float scale = static_cast<float>(limit);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = scale * random.symmetric(i);
  return values;
}

}  // namespace

Weights generate_weights(const Network& network, std::uint64_t seed) {
  constexpr double bias_limit = 0.1;
  Weights weights;
  for (LayerId id = 0; id < network.size(); ++id) {
    const ParameterLayout layout = parameter_layout(network, id);
    LayerWeights& layer = weights.layers.emplace_back();
    if (layout.outputs == 0) continue;
    const std::string& name = network.layer(id).name;
    const double limit = std::sqrt(6.0 / static_cast<double>(layout.per_output));
    layer.kernel = uniform(layout.outputs * layout.per_output, limit, seed, name + ".weight");
    layer.bias = uniform(layout.biases, bias_limit, seed, name + ".bias");
  }
  return weights;
}

}  // namespace modnn
