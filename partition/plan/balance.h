#pragma once

#include <functional>
#include <vector>

namespace modnn {

/// Factors on the workers' shares, and what they cost.
struct Balance {
  std::vector<double> factors;
  double cost = 0;
};

/// Searches factors on `count` shares that lower `cost`, from 1 for all: one share at a time is
/// left out, shrunk or grown, the best such change is made, until none helps. Equal input gives
/// equal output, and the cost is never above that of the start. At least one factor stays positive.
/// At most 20 000 / count candidates are tried, so that many devices do not take for ever.
/// Candidates for which `cost` throws std::runtime_error do not count.
Balance balance_shares(std::size_t count,
                       const std::function<double(const std::vector<double>&)>& cost);

}  // namespace modnn
