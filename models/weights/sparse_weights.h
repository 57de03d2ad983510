#pragma once

#include <cstdint>
#include <string>

#include "models/layers/layer.h"
#include "models/weights/pruning.h"

namespace modnn {

/// The planted co-clusters of a sparse layer: `blocks` groups that differ by at most one in size,
/// scrambled by (seed, layer name).
PlantedBlocks planted_blocks(const SparseDense& layer, Index columns, std::uint64_t seed,
                             const std::string& name);

/// Random weights of a sparse layer with `columns` inputs: uniform values as for a dense layer (He
/// initialisation with the nonzeros of a row as fan-in), of which each row keeps the largest: all
/// in its own planted block but for the fraction `noise`.
LayerWeights generate_sparse_weights(const SparseDense& layer, Index columns, std::uint64_t seed,
                                     const std::string& name);

}  // namespace modnn
