#pragma once

#include <vector>

#include "models/maps/shape.h"

namespace modnn {

/// The sum of shares. Throws std::invalid_argument unless all are finite and >= 0 and the sum is
/// positive.
double sum_of_shares(const std::vector<double>& shares);

/// Cuts [0, total) into consecutive ranges, one per share, with sizes proportional to the shares by
/// the largest-remainder method (Hamilton): everybody gets the floor of the quota, what is left
/// goes to the largest fractions, ties to the lower index. A share too small for a whole unit gets
/// an empty range. Throws as sum_of_shares() does.
std::vector<Range> proportional_ranges(Index total, const std::vector<double>& shares);

}  // namespace modnn
