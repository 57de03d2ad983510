#include "partition/shares.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace modnn {

double sum_of_shares(const std::vector<double>& shares) {
  double sum = 0;
  for (const double share : shares) {
    if (!std::isfinite(share) || share < 0)
      throw std::invalid_argument("a share is negative or not finite");
    sum += share;
  }
  if (!(sum > 0)) throw std::invalid_argument("the shares sum to 0");
  return sum;
}

std::vector<Range> proportional_ranges(Index total, const std::vector<double>& shares) {
  const double sum = sum_of_shares(shares);
  std::vector<Index> sizes;
  std::vector<double> fractions;
  for (const double share : shares) {
    // The tiny addend keeps a quota such as 2.9999999999999996 from losing its unit to rounding.
    const double quota = static_cast<double>(total) * (share / sum) + 1e-9;
    sizes.push_back(static_cast<Index>(quota));
    fractions.push_back(quota - std::floor(quota));
  }
  std::vector<std::size_t> order(shares.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return fractions[a] > fractions[b] + 1e-12;
  });
  Index left = total - std::accumulate(sizes.begin(), sizes.end(), Index{0});
  for (std::size_t i = 0; left > 0; i = (i + 1) % order.size()) {
    if (shares[order[i]] > 0) {
      ++sizes[order[i]];
      --left;
    }
  }

  std::vector<Range> ranges;
  Index begin = 0;
  for (const Index size : sizes) {
    ranges.push_back({begin, begin + size});
    begin += size;
  }
  return ranges;
}

}  // namespace modnn
