#pragma once

#include <cstdint>
#include <vector>

#include "models/network/network.h"

namespace modnn {

/// Weights of one layer, row-major. Conv: [outputs][inputs / groups][kernel_height][kernel_width];
/// dense: [outputs][inputs]; batch norm: the scale of each channel (its shift is `bias`). Sparse
/// dense, in compressed sparse rows: row i holds kernel[j] at column columns[j] for j in
/// [row_starts[i], row_starts[i + 1]), columns ascending.
struct LayerWeights {
  std::vector<float> kernel;
  std::vector<float> bias;
  std::vector<Index> row_starts{};      ///< sparse dense only
  std::vector<std::int32_t> columns{};  ///< sparse dense only
  std::vector<float> winograd{};        ///< the kernel in Winograd's domain, see prepare_weights
};

/// Weights of a network, one entry per layer (empty where a layer has none). Shared read-only
/// between simulated phones.
struct Weights {
  std::vector<LayerWeights> layers;
};

/// He initialisation (He et al., ICCV 2015, eq. 10) in its uniform form: U(-sqrt(6 / fan_in),
/// sqrt(6 / fan_in)); biases U(-0.1, 0.1); scales of batch norm U(0.5, 1.5), half of that where a
/// residual sum follows, so that deep sums do not grow (Goyal et al., 2017, start them at zero). A
/// sparse layer keeps the largest values of each row, see sparse_weights.h. Every value depends on
/// (seed, layer name, index) alone, so it is the same on any machine and in any order.
Weights generate_weights(const Network& network, std::uint64_t seed);

}  // namespace modnn
