#pragma once

#include <string>

#include "experiments/results/result_set.h"

namespace modnn {

/// How the person wants the table.
struct TableLook {
  bool all_rows = false;  ///< every replication a line, however many there are
  std::size_t width = 0;  ///< characters in a line; 0: any number
};

/// The table that `modnn run` prints: what varies between the points, and the main results;
/// replications as their mean and its interval, the first points only when they are many.
std::string summary_table(const ResultSet& set, const ResultStore& store,
                          const TableLook& look = {});

}  // namespace modnn
