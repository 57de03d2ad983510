#include "partition/dense/bipartite.h"

#include <limits>
#include <stdexcept>

namespace modnn {
namespace {

void check(Index columns, std::span<const Index> starts, std::span<const std::int32_t> column_of) {
  if (column_of.size() > std::numeric_limits<std::int32_t>::max())
    throw std::invalid_argument("a sparse matrix may have at most 2^31 - 1 nonzeros");
  if (starts.empty() || starts.front() != 0 ||
      starts.back() != static_cast<Index>(column_of.size()))
    throw std::invalid_argument("the row starts do not span the nonzeros");
  for (std::size_t i = 1; i < starts.size(); ++i) {
    if (starts[i] < starts[i - 1]) throw std::invalid_argument("the row starts do not ascend");
    for (Index n = starts[i - 1]; n < starts[i]; ++n) {
      if (column_of[n] < 0 || column_of[n] >= columns)
        throw std::invalid_argument("a nonzero lies outside the matrix");
      if (n > starts[i - 1] && column_of[n] <= column_of[n - 1])
        throw std::invalid_argument("the columns of a row do not ascend");
    }
  }
}

}  // namespace

Bipartite make_bipartite(Index columns, std::span<const Index> row_starts,
                         std::span<const std::int32_t> column_of) {
  check(columns, row_starts, column_of);
  Bipartite graph;
  graph.rows = static_cast<Index>(row_starts.size()) - 1;
  graph.columns = columns;
  graph.row_starts.assign(row_starts.begin(), row_starts.end());
  graph.column_of.assign(column_of.begin(), column_of.end());
  graph.column_starts.assign(columns + 1, 0);
  for (const std::int32_t column : column_of) ++graph.column_starts[column + 1];
  for (Index j = 0; j < columns; ++j) graph.column_starts[j + 1] += graph.column_starts[j];
  std::vector<Index> next(graph.column_starts.begin(), graph.column_starts.end() - 1);
  graph.row_of.resize(column_of.size());
  graph.position_of.resize(column_of.size());
  for (Index i = 0; i < graph.rows; ++i) {
    for (Index n = row_starts[i]; n < row_starts[i + 1]; ++n) {
      const Index at = next[column_of[n]]++;
      graph.row_of[at] = static_cast<std::int32_t>(i);
      graph.position_of[at] = static_cast<std::int32_t>(n);
    }
  }
  return graph;
}

}  // namespace modnn
