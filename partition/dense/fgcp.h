#pragma once

#include <vector>

#include "partition/dense/co_clustering.h"

namespace modnn {

enum class CrossMode {
  greedy,  ///< take the row or column that covers most uncovered nonzeros
  optimal  ///< a minimum vertex cover: provably the fewest transfers
};

/// Fine-Grain Cross Partition of the nonzeros off the diagonal blocks. A nonzero w_ij with input j
/// at home on worker p and output i on worker q costs one transfer either way: x_j to q, or a
/// partial sum of y_i from p. Per block (p, q) the columns and rows that are transferred have to
/// cover every nonzero: a vertex cover of the block's bipartite graph, found greedily (ties to the
/// less loaded worker, then to the lower index) or optimally. Among minimum covers, parts that may
/// be covered by rows or by columns alike go to the less loaded worker. (The paper names the scheme
/// and its goal; semi-two-dimensional partitions with a Dulmage-Mendelsohn decomposition per block
/// are analysed by Kayaaslan, Ucar and Aykanat, IPDPSW 2015.)
NonzeroSplit fgcp(const Bipartite& graph, const CoClustering& homes,
                  const std::vector<double>& shares, CrossMode mode);

}  // namespace modnn
