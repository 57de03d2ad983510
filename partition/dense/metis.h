#pragma once

#include <cstdint>
#include <vector>

#include "partition/dense/co_clustering.h"

namespace modnn {

enum class MetisObjective { cut, volume };

/// True when the program was built where METIS is installed.
bool has_metis();

/// The k-way partition of METIS (Karypis and Kumar, SIAM J. Sci. Comput. 1998) of the bipartite
/// graph: rows and columns weigh their nonzeros, parts weigh the shares within 5 %. Equal input
/// gives equal output. Throws std::invalid_argument for wrong shares, std::runtime_error when
/// METIS fails or is not there.
CoClustering metis_clusters(const Bipartite& graph, const std::vector<double>& shares,
                            MetisObjective objective, std::uint64_t seed);

}  // namespace modnn
