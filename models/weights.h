#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/network.h"

namespace modnn {

/// Weights of one layer. Conv: [outputs][inputs / groups][kernel_height][kernel_width]; dense:
/// [outputs][inputs]. Row-major.
struct LayerWeights {
  std::vector<float> kernel;
  std::vector<float> bias;
};

/// Weights of a network, one entry per layer (empty where a layer has none). Shared read-only
/// between simulated phones.
struct Weights {
  std::vector<LayerWeights> layers;
};

/// He initialisation (He et al., ICCV 2015, eq. 10) in its uniform form: U(-sqrt(6 / fan_in),
/// sqrt(6 / fan_in)); biases U(-0.1, 0.1). Every value depends on (seed, layer name, index) alone,
/// so it is the same on any machine and in any order.
Weights generate_weights(const Network& network, std::uint64_t seed);

}  // namespace modnn
