#pragma once

#include <cstdint>
#include <vector>

#include "partition/dense/co_clustering.h"

namespace modnn {

/// A co-clustering with few nonzeros off the diagonal blocks, by the multilevel scheme of Karypis
/// and Kumar (SIAM J. Sci. Comput. 1998): heavy-edge matching contracts the bipartite graph until
/// it is small, several seeded partitions of the small graph are refined and the best is projected
/// back, with refinement at every level. Rows and columns weigh their nonzeros, together at most
/// share x 2 nonzeros x (1 + epsilon) per worker where that can be had.
CoClustering multilevel_clusters(const Bipartite& graph, const std::vector<double>& shares,
                                 double epsilon, std::uint64_t seed);

}  // namespace modnn
