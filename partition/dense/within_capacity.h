#pragma once

#include "partition/dense/co_clustering.h"
#include "partition/dense/fgcp.h"

namespace modnn {

/// The optimal cross partition of a co-clustering, made to respect the capacities: the cheapest
/// that is found of moving nonzeros to the other end of their transfer (relieve()), moving rows and
/// columns (restore_capacity()), sending inputs only, and sending partial sums only. Where none of
/// them respects the capacities, the cheapest is returned as it is.
SparsePartition within_capacity(const Bipartite& graph, const CoClustering& homes,
                                const std::vector<double>& shares,
                                const std::vector<double>& capacity);

}  // namespace modnn
