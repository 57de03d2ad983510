#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "models/maps/shape.h"

namespace modnn {

/// What can be said of a sparse dense layer y = W x that is cut among workers, from the definitions
/// alone.
struct CoClusteringMetrics {
  double off_diagonal_nonzeros = 0;  ///< whose input and output are at home on different workers
  double activations = 0;            ///< (x_j, worker) pairs: x_j is sent to a worker that needs it
  double partial_sums = 0;           ///< (y_i, worker) pairs: a worker sends a partial sum to y_i's
  double volume = 0;                 ///< activations + partial_sums, worker to worker
  double group_owner_volume = 0;     ///< values when the group owner hands out every needed x_j and
                                     ///< collects every y_i or partial sum of it
  double volume_bytes = 0;           ///< of `volume`, at 4 bytes a value
  double messages = 0;               ///< (sender, receiver) pairs with anything to send, in each of
                                     ///< the two exchanges (before and after computing)
  double imbalance = 0;              ///< max over workers of load / fair load - 1; load: nonzeros
                                     ///< computed; a worker without a share must have no load
  double memory_bytes = 0;  ///< largest over workers: 8 bytes a nonzero, 4 a value of x and
                            ///< y that it holds

  /// Names and values in the order above.
  std::vector<std::pair<std::string, double>> named() const;
};

/// A matrix in compressed sparse rows with the homes of its rows and columns; at_row[n] says
/// whether nonzero n is computed at its row's home, else it is at its column's. Throws
/// std::invalid_argument when the sizes do not match or a home is not a worker.
CoClusteringMetrics evaluate(std::span<const Index> row_starts,
                             std::span<const std::int32_t> column_of, std::span<const int> of_row,
                             std::span<const int> of_column, std::span<const char> at_row,
                             std::span<const double> shares);

/// Agreement of two clusterings of the same things, 1 when they are equal up to names, about 0 when
/// they are independent (Hubert and Arabie, J. Classification 1985). Throws std::invalid_argument
/// when the sizes differ.
double adjusted_rand_index(std::span<const int> a, std::span<const int> b);

}  // namespace modnn
