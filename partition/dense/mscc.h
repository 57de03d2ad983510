#pragma once

#include <cstdint>
#include <vector>

#include "partition/dense/co_clustering.h"

namespace modnn {

/// Spectral co-clustering (Dhillon, KDD 2001) into one cluster per worker, without regard to what a
/// worker can hold: the baseline. Larger clusters go to larger shares.
CoClustering scc(const Bipartite& graph, const std::vector<double>& shares, std::uint64_t seed);

struct MsccOptions {
  double epsilon = 0.05;   ///< imbalance that a worker's load may have
  std::uint64_t seed = 1;  ///< of the starts
  bool with_cross = true;  ///< count the volume as FGCP leaves it; else that of sent inputs alone
};

/// Modified Spectral Co-Clustering: clusters that respect the workers' capacities (see
/// capacities()). Rows and columns, which weigh their nonzeros, go to the cluster with the nearest
/// centre that has room, those with most to lose first (largest gap between the best and the
/// second-best centre); then rows and columns move to lower the communication volume within the
/// capacities (refine()), in turn with the split that is optimal for them, until nothing is gained.
/// The best of several seeded starts is kept, among them the plain splits by outputs and by inputs.
/// (The paper names the scheme and its goal; this is a construction that meets it.)
///
/// Throws std::invalid_argument for wrong shares or epsilon.
SparsePartition mscc(const Bipartite& graph, const std::vector<double>& shares,
                     const MsccOptions& options);

}  // namespace modnn
