#pragma once

#include <vector>

#include "partition/dense/co_clustering.h"

namespace modnn {

/// Moves nonzeros between the two ends of their transfers, where that costs fewest transfers per
/// nonzero, until no worker computes more than its capacity. Returns false when some worker does
/// still and no move is left that helps.
bool relieve(const Bipartite& graph, const CoClustering& homes, const std::vector<double>& capacity,
             NonzeroSplit& at_row);

}  // namespace modnn
