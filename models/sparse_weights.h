#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/layer.h"
#include "models/weights.h"

namespace modnn {

/// The planted co-clusters of a sparse layer: which of its `blocks` groups every output (row) and
/// every input (column) belongs to. Groups differ by at most one in size and are scrambled by
/// (seed, layer name).
struct PlantedBlocks {
  std::vector<int> of_row;
  std::vector<int> of_column;
};
PlantedBlocks planted_blocks(const SparseDense& layer, Index columns, std::uint64_t seed,
                             const std::string& name);

/// Of `candidates` (positions in `values`), the `count` with the largest magnitudes, ascending. Of
/// equal magnitudes the first.
std::vector<std::int32_t> largest_magnitudes(std::span<const float> values,
                                             std::vector<std::int32_t> candidates, Index count);

/// Random weights of a sparse layer with `columns` inputs: uniform values as for a dense layer (He
/// initialisation with the nonzeros of a row as fan-in), of which each row keeps the largest: all
/// in its own planted block but for the fraction `noise`.
LayerWeights generate_sparse_weights(const SparseDense& layer, Index columns, std::uint64_t seed,
                                     const std::string& name);

}  // namespace modnn
