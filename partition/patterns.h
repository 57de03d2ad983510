#pragma once

#include <cstdint>
#include <map>

#include "models/network.h"
#include "partition/dense/bipartite.h"
#include "partition/scheme.h"

namespace modnn {

/// Nonzeros of sparse layers.
using Patterns = std::map<LayerId, Bipartite>;

/// The nonzeros of those sparse layers that `spec` cuts by single inputs and outputs: those of the
/// trained weights, or of the weights that `seed` generates. Throws as network_weights() does.
Patterns weight_patterns(const Network& network, const PartitionSpec& spec, std::uint64_t seed);

}  // namespace modnn
