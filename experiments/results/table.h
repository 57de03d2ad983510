#pragma once

#include <string>

#include "experiments/results/result_set.h"

namespace modnn {

/// The table that `modnn run` prints: what varies between the points, and the main results; the
/// first points only when they are many.
std::string summary_table(const ResultSet& set, const ResultStore& store);

}  // namespace modnn
