#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/maps/shape.h"

namespace modnn {

/// The nonzeros of a sparse matrix W (rows: outputs, columns: inputs) as a bipartite graph, in row
/// order and in column order. A nonzero is known by its position in row order.
struct Bipartite {
  Index rows = 0;
  Index columns = 0;
  std::vector<Index> row_starts;          ///< [rows + 1]
  std::vector<std::int32_t> column_of;    ///< [nonzeros], ascending within a row
  std::vector<Index> column_starts;       ///< [columns + 1]
  std::vector<std::int32_t> row_of;       ///< [nonzeros] in column order
  std::vector<std::int32_t> position_of;  ///< [nonzeros] in column order: position in row order

  Index nonzeros() const { return static_cast<Index>(column_of.size()); }
  Index row_degree(Index row) const { return row_starts[row + 1] - row_starts[row]; }
  Index column_degree(Index column) const {
    return column_starts[column + 1] - column_starts[column];
  }
};

/// Builds the graph from compressed sparse rows. Throws std::invalid_argument when the arrays do
/// not describe a matrix: starts that do not ascend from 0 to the number of nonzeros, columns out
/// of range, or twice in a row, or not ascending; or 2^31 nonzeros and more.
Bipartite make_bipartite(Index columns, std::span<const Index> row_starts,
                         std::span<const std::int32_t> column_of);

}  // namespace modnn
