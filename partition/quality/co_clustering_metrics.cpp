#include "partition/quality/co_clustering_metrics.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <stdexcept>

namespace modnn {
namespace {

void check(std::span<const Index> row_starts, std::span<const std::int32_t> column_of,
           std::span<const int> of_row, std::span<const int> of_column,
           std::span<const char> at_row, std::size_t workers) {
  if (row_starts.size() != of_row.size() + 1 || column_of.size() != at_row.size())
    throw std::invalid_argument("the partition does not have the size of the matrix");
  for (const auto homes : {of_row, of_column})
    for (const int home : homes)
      if (home < 0 || static_cast<std::size_t>(home) >= workers)
        throw std::invalid_argument("a home is not a worker");
}

double sum_of_pairs(const std::map<int, double>& counts) {
  double sum = 0;
  for (const auto& [name, count] : counts) sum += count * (count - 1) / 2;
  return sum;
}

}  // namespace

std::vector<std::pair<std::string, double>> CoClusteringMetrics::named() const {
  return {{"off_diagonal_nonzeros", off_diagonal_nonzeros},
          {"activations", activations},
          {"partial_sums", partial_sums},
          {"volume", volume},
          {"group_owner_volume", group_owner_volume},
          {"volume_bytes", volume_bytes},
          {"messages", messages},
          {"imbalance", imbalance},
          {"memory_bytes", memory_bytes}};
}

CoClusteringMetrics evaluate(std::span<const Index> row_starts,
                             std::span<const std::int32_t> column_of, std::span<const int> of_row,
                             std::span<const int> of_column, std::span<const char> at_row,
                             std::span<const double> shares) {
  const std::size_t workers = shares.size();
  check(row_starts, column_of, of_row, of_column, at_row, workers);
  CoClusteringMetrics metrics;
  std::vector<char> reads(of_column.size() * workers), adds(of_row.size() * workers);
  std::vector<double> load(workers);
  for (std::size_t i = 0; i < of_row.size(); ++i) {
    for (Index n = row_starts[i]; n < row_starts[i + 1]; ++n) {
      const auto j = static_cast<std::size_t>(column_of[n]);
      if (of_row[i] != of_column[j]) ++metrics.off_diagonal_nonzeros;
      const auto worker = static_cast<std::size_t>(at_row[n] ? of_row[i] : of_column[j]);
      reads[j * workers + worker] = 1;
      adds[i * workers + worker] = 1;
      ++load[worker];
    }
  }
  std::vector<double> memory(workers);
  std::vector<char> sends(workers * workers), returns(workers * workers);
  for (std::size_t worker = 0; worker < workers; ++worker) {
    memory[worker] = 8 * load[worker];
    for (std::size_t j = 0; j < of_column.size(); ++j) {
      const auto home = static_cast<std::size_t>(of_column[j]);
      const bool read = reads[j * workers + worker] != 0;
      if (read) ++metrics.group_owner_volume;
      if (read || home == worker) memory[worker] += 4;
      if (!read || home == worker) continue;
      ++metrics.activations;
      sends[home * workers + worker] = 1;
    }
    for (std::size_t i = 0; i < of_row.size(); ++i) {
      const auto home = static_cast<std::size_t>(of_row[i]);
      const bool added = adds[i * workers + worker] != 0;
      if (added) ++metrics.group_owner_volume;
      if (added || home == worker) memory[worker] += 4;
      if (!added || home == worker) continue;
      ++metrics.partial_sums;
      returns[worker * workers + home] = 1;
    }
  }
  metrics.volume = metrics.activations + metrics.partial_sums;
  metrics.volume_bytes = 4 * metrics.volume;
  metrics.messages = static_cast<double>(std::count(sends.begin(), sends.end(), 1) +
                                         std::count(returns.begin(), returns.end(), 1));
  const double all_shares = std::accumulate(shares.begin(), shares.end(), 0.0);
  const auto nonzeros = static_cast<double>(column_of.size());
  for (std::size_t worker = 0; worker < workers && nonzeros > 0; ++worker) {
    const double fair = nonzeros * shares[worker] / all_shares;
    if (load[worker] > 0)
      metrics.imbalance =
          std::max(metrics.imbalance,
                   fair > 0 ? load[worker] / fair - 1 : std::numeric_limits<double>::infinity());
  }
  metrics.memory_bytes = *std::max_element(memory.begin(), memory.end());
  return metrics;
}

double adjusted_rand_index(std::span<const int> a, std::span<const int> b) {
  if (a.size() != b.size()) throw std::invalid_argument("the clusterings differ in size");
  std::map<std::pair<int, int>, double> both;
  std::map<int, double> in_a, in_b;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ++both[{a[i], b[i]}];
    ++in_a[a[i]];
    ++in_b[b[i]];
  }
  double together = 0;
  for (const auto& [names, count] : both) together += count * (count - 1) / 2;
  const double pairs_a = sum_of_pairs(in_a), pairs_b = sum_of_pairs(in_b);
  const auto size = static_cast<double>(a.size());
  const double all = size * (size - 1) / 2;
  const double expected = all > 0 ? pairs_a * pairs_b / all : 0;
  const double highest = (pairs_a + pairs_b) / 2;
  return highest == expected ? 1 : (together - expected) / (highest - expected);
}

}  // namespace modnn
