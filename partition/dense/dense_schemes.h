#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "partition/dense/co_clustering.h"
#include "partition/dense/fgcp.h"

namespace modnn {

struct DenseSchemeOptions {
  CrossMode fgcp = CrossMode::optimal;  ///< of the schemes with a cross partition
  double epsilon = 0.05;                ///< imbalance that MSCC allows
  std::uint64_t seed = 1;               ///< of the starts
};

/// Cuts a sparse matrix by a scheme's name. output_split: rows in order, in numbers proportional to
/// the shares, inputs sent. input_split: columns likewise, partial sums sent. scc, mscc: see
/// mscc.h, inputs sent. mscc+fgcp: homes by MSCC, the cross partition by FGCP, within the
/// capacities where it is the optimal one. metis+fgcp: homes by METIS, where it is installed.
/// Throws std::out_of_range for other names, std::invalid_argument for wrong shares.
SparsePartition partition_sparse(const std::string& name, const Bipartite& graph,
                                 const std::vector<double>& shares,
                                 const DenseSchemeOptions& options);

}  // namespace modnn
