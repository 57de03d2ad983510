#pragma once

#include <vector>

#include "partition/dense/bipartite.h"

namespace modnn {

/// Most workers among which a matrix is cut: sets of workers are words of so many bits.
inline constexpr std::size_t most_workers = 64;

/// Where the outputs (rows) and inputs (columns) of a sparse dense layer are at home: worker 0 to
/// workers - 1.
struct CoClustering {
  int workers = 0;
  std::vector<int> of_row;
  std::vector<int> of_column;
};

/// Where every nonzero w_ij is computed, in row order: 1 at the output's home (x_j is sent there,
/// if it is not at home there), 0 at the input's home (which sends a partial sum of y_i).
using NonzeroSplit = std::vector<char>;

/// A co-clustering with the split of the nonzeros that goes with it.
struct SparsePartition {
  CoClustering homes;
  NonzeroSplit at_row;
};

/// Homes from the worker of every row, then of every column.
CoClustering to_homes(const Bipartite& graph, int workers, const std::vector<int>& worker_of);

/// Homes of `count` rows or columns in order, in numbers proportional to the shares.
std::vector<int> homes_in_order(Index count, const std::vector<double>& shares);

/// Nonzeros of every row, then of every column.
std::vector<double> degrees(const Bipartite& graph);

/// Indices in descending order of `size`, ties in ascending order of index.
std::vector<int> largest_first(const std::vector<double>& size);

/// The worker of every cluster: the larger its mass, the larger the worker's share.
std::vector<int> workers_by_mass(const std::vector<double>& mass,
                                 const std::vector<double>& shares);

/// Homes from the cluster of every row, then of every column, 0 to shares - 1; a cluster's mass is
/// the sum of its degrees.
CoClustering larger_clusters_to_larger_shares(const Bipartite& graph,
                                              const std::vector<int>& cluster_of,
                                              const std::vector<double>& shares);

/// Most nonzeros that each worker may compute: share x nonzeros x (1 + epsilon), rounded down, but
/// at least the share rounded up. Throws std::invalid_argument unless there are 1 to 64 shares, all
/// finite and >= 0 with a positive sum, and epsilon is finite and >= 0.
std::vector<double> capacities(const std::vector<double>& shares, Index nonzeros, double epsilon);

/// Nonzeros that each worker computes.
std::vector<double> loads(const Bipartite& graph, const CoClustering& homes,
                          const NonzeroSplit& at_row);

/// True when no worker computes more than its capacity.
bool fits(const std::vector<double>& loads, const std::vector<double>& capacity);

/// Activations and partial sums that cross between workers: the communication volume in values.
Index volume(const Bipartite& graph, const CoClustering& homes, const NonzeroSplit& at_row);

}  // namespace modnn
