#include "partition/dense/co_clustering.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "partition/shares.h"

namespace modnn {

std::vector<int> largest_first(const std::vector<double>& size) {
  std::vector<int> order(size.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return size[a] > size[b]; });
  return order;
}

CoClustering to_homes(const Bipartite& graph, int workers, const std::vector<int>& worker_of) {
  return {workers,
          {worker_of.begin(), worker_of.begin() + graph.rows},
          {worker_of.begin() + graph.rows, worker_of.end()}};
}

std::vector<int> homes_in_order(Index count, const std::vector<double>& shares) {
  std::vector<int> home(count);
  const std::vector<Range> ranges = proportional_ranges(count, shares);
  for (std::size_t q = 0; q < ranges.size(); ++q)
    std::fill(home.begin() + ranges[q].begin, home.begin() + ranges[q].end, static_cast<int>(q));
  return home;
}

std::vector<double> degrees(const Bipartite& graph) {
  std::vector<double> degree;
  for (Index i = 0; i < graph.rows; ++i) degree.push_back(static_cast<double>(graph.row_degree(i)));
  for (Index j = 0; j < graph.columns; ++j)
    degree.push_back(static_cast<double>(graph.column_degree(j)));
  return degree;
}

std::vector<int> workers_by_mass(const std::vector<double>& mass,
                                 const std::vector<double>& shares) {
  const std::vector<int> clusters = largest_first(mass), workers = largest_first(shares);
  std::vector<int> worker_of(mass.size());
  for (std::size_t rank = 0; rank < mass.size(); ++rank) worker_of[clusters[rank]] = workers[rank];
  return worker_of;
}

CoClustering larger_clusters_to_larger_shares(const Bipartite& graph,
                                              const std::vector<int>& cluster_of,
                                              const std::vector<double>& shares) {
  const std::vector<double> degree = degrees(graph);
  std::vector<double> mass(shares.size());
  for (std::size_t i = 0; i < cluster_of.size(); ++i) mass[cluster_of[i]] += degree[i];
  const std::vector<int> worker_of = workers_by_mass(mass, shares);
  std::vector<int> labels;
  for (const int cluster : cluster_of) labels.push_back(worker_of[cluster]);
  return to_homes(graph, static_cast<int>(shares.size()), labels);
}

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
  std::vector<Index> load(homes.workers);
  for (Index i = 0; i < graph.rows; ++i) {
    const auto begin = at_row.begin() + graph.row_starts[i];
    const Index here = std::count(begin, begin + graph.row_degree(i), char{1});
    load[homes.of_row[i]] += here;
    if (here == graph.row_degree(i)) continue;
    for (Index n = graph.row_starts[i]; n < graph.row_starts[i + 1]; ++n)
      load[homes.of_column[graph.column_of[n]]] += at_row[n] == 0;
  }
  return {load.begin(), load.end()};
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
