#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "partition/dense/bipartite.h"

namespace modnn {

/// A sparse matrix to cut, with the clusters that were planted into it, if any: those of the rows,
/// then those of the columns.
struct Instance {
  std::string name;
  Bipartite graph;
  std::vector<int> planted{};
};

/// Every row has round(density x columns) nonzeros (at least one) at random columns.
Instance random_instance(Index rows, Index columns, double density, std::uint64_t seed);

/// `blocks` scrambled clusters of rows and columns, equal in size up to one. A row has about
/// density x columns nonzeros, of which the fraction `noise` lies anywhere, the others in its
/// cluster.
Instance planted_instance(Index rows, Index columns, int blocks, double density, double noise,
                          std::uint64_t seed);

/// About density x rows x columns nonzeros whose row and column are both drawn with probabilities
/// that fall with rank^-0.8, ranks scrambled: few rows and columns hold most of them.
Instance power_law_instance(Index rows, Index columns, double density, std::uint64_t seed);

/// A random matrix in which every second row and every third column is empty.
Instance half_empty_instance(Index rows, Index columns, double density, std::uint64_t seed);

/// Planted clusters without noise: the graph falls apart into `blocks` components.
Instance disconnected_instance(Index rows, Index columns, int blocks, double density,
                               std::uint64_t seed);

/// A random matrix whose rows are all copies of `distinct` different ones.
Instance rank_deficient_instance(Index rows, Index columns, Index distinct, double density,
                                 std::uint64_t seed);

/// A sparse layer of a network of models/training: what pruning in training has left.
Instance trained_instance(const std::string& model, const std::string& layer);

}  // namespace modnn
