#pragma once

#include <vector>

#include "models/shape.h"

namespace modnn {

/// Cuts [0, total) into consecutive ranges, one per share, with sizes proportional to the shares by
/// the largest-remainder method (Hamilton): everybody gets the floor of the quota, what is left
/// goes to the largest fractions, ties to the lower index. A share too small for a whole unit gets
/// an empty range. Throws std::invalid_argument unless all shares are finite and >= 0 and their sum
/// is positive.
std::vector<Range> proportional_ranges(Index total, const std::vector<double>& shares);

}  // namespace modnn
