#include "partition/spatial/strips.h"

#include "partition/shares.h"

namespace modnn {

std::vector<Box> bodp(const Shape& map, const std::vector<double>& shares) {
  const bool by_rows = map.height >= map.width;
  std::vector<Box> strips;
  for (const Range& range : proportional_ranges(by_rows ? map.height : map.width, shares)) {
    strips.push_back(whole(map));
    (by_rows ? strips.back().rows : strips.back().cols) = range;
  }
  return strips;
}

std::vector<Box> uniform_1d(const Shape& map, const std::vector<double>& shares) {
  return bodp(map, std::vector<double>(shares.size(), 1.0));
}

}  // namespace modnn
