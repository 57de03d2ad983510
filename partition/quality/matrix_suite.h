#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "partition/dense/co_clustering.h"
#include "partition/quality/co_clustering_metrics.h"
#include "partition/quality/instances.h"

namespace modnn {

enum class SuiteTier {
  fast,  ///< small matrices: seconds
  full  ///< also those of VGG-16's dense layers at 70 to 99 % sparsity, with several seeds: minutes
};

/// A sparse matrix to cut among so many workers.
struct MatrixCase {
  std::string matrix;  ///< kind and shape
  int workers = 0;
  bool skewed = false;     ///< worker q's share is q, else all are equal
  std::uint64_t seed = 1;  ///< of the matrix and of the schemes
  std::function<Instance()> make;

  std::vector<double> shares() const;
  /// "random_200x400_density0.02, 4 workers, equal, seed 1"
  std::string name() const;
};

/// The instance matrix: planted, random, power-law, degenerate and trained matrices, each for 2, 3,
/// 4 and 8 workers with equal and with skewed shares.
std::vector<MatrixCase> matrix_suite(SuiteTier tier);

/// Metrics of a scheme on a matrix, by evaluate().
CoClusteringMetrics score(const Bipartite& graph, const SparsePartition& partition,
                          const std::vector<double>& shares);

/// Every scheme of the suite ("mscc+fgcp greedy" is the scheme with the greedy cross partition) and
/// its metrics.
std::vector<std::pair<std::string, CoClusteringMetrics>> score_schemes(const MatrixCase& matrix);

}  // namespace modnn
