#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "models/network/network.h"
#include "partition/dense/bipartite.h"
#include "partition/plan/scheme.h"

namespace modnn {

/// Nonzeros of sparse layers.
using Patterns = std::map<LayerId, std::shared_ptr<const Bipartite>>;

/// The nonzeros of sparse layers: of trained weights those of every layer; of the weights that
/// `seed` generates those of the layers that `spec` cuts among `workers` workers, as the others,
/// in which every row has equally many, follow from the layer's density. What was read or generated
/// last is remembered by this process, as the points of a sweep share it. Throws as
/// read_sparse_matrix() does.
Patterns weight_patterns(const Network& network, const PartitionSpec& spec, std::uint64_t seed,
                         int workers);

}  // namespace modnn
