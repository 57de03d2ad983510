#include "partition/dense/co_clustering.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

#include "partition/shares.h"

namespace modnn {

std::vector<double> capacities(const std::vector<double>& shares, Index nonzeros, double epsilon) {
  const double sum = sum_of_shares(shares);
  if (shares.size() > most_workers)
    throw std::invalid_argument("a matrix may be cut for at most 64 workers");
  if (!std::isfinite(epsilon) || epsilon < 0)
    throw std::invalid_argument("the imbalance epsilon is negative or not finite");
  std::vector<double> capacity;
  for (const double share : shares) {
    const double quota = share / sum * static_cast<double>(nonzeros);
    capacity.push_back(std::max(std::floor(quota * (1 + epsilon) + 1e-9), std::ceil(quota - 1e-9)));
  }
  return capacity;
}

std::vector<double> loads(const Bipartite& graph, const CoClustering& homes,
                          const NonzeroSplit& at_row) {
  std::vector<double> load(homes.workers, 0.0);
  for (Index i = 0; i < graph.rows; ++i) {
    for (Index n = graph.row_starts[i]; n < graph.row_starts[i + 1]; ++n)
      ++load[at_row[n] ? homes.of_row[i] : homes.of_column[graph.column_of[n]]];
  }
  return load;
}

bool fits(const std::vector<double>& loads, const std::vector<double>& capacity) {
  for (std::size_t q = 0; q < loads.size(); ++q)
    if (loads[q] > capacity[q]) return false;
  return true;
}

Index volume(const Bipartite& graph, const CoClustering& homes, const NonzeroSplit& at_row) {
  // Bit q of a column: it is needed on worker q; bit p of a row: worker p adds to it.
  std::vector<std::uint64_t> needed(graph.columns);
  Index transfers = 0;
  for (Index i = 0; i < graph.rows; ++i) {
    const std::uint64_t home = std::uint64_t{1} << homes.of_row[i];
    std::uint64_t adding = 0;
    for (Index n = graph.row_starts[i]; n < graph.row_starts[i + 1]; ++n) {
      const std::int32_t j = graph.column_of[n];
      if (at_row[n]) {
        needed[j] |= home;
      } else {
        adding |= std::uint64_t{1} << homes.of_column[j];
      }
    }
    transfers += std::popcount(adding & ~home);
  }
  for (Index j = 0; j < graph.columns; ++j)
    transfers += std::popcount(needed[j] & ~(std::uint64_t{1} << homes.of_column[j]));
  return transfers;
}

}  // namespace modnn
