#pragma once

#include <vector>

#include "models/maps/shape.h"
#include "partition/shares.h"

namespace modnn {

/// Biased One-Dimensional Partition (MoDNN, DATE 2017, section IV): strips along the longer edge of
/// the feature map, so that the shared edges are the shorter ones and a worker has at most two
/// neighbours; heights proportional to the shares. A square map is cut by rows. Returns one box per
/// share (possibly empty), all channels.
inline std::vector<Box> bodp(const Shape& map, const std::vector<double>& shares) {
  const bool by_rows = map.height >= map.width;
  std::vector<Box> strips;
  for (const Range& range : proportional_ranges(by_rows ? map.height : map.width, shares)) {
    strips.push_back(whole(map));
    (by_rows ? strips.back().rows : strips.back().cols) = range;
  }
  return strips;
}

/// Equal strips along the longer edge, whatever the shares are.
inline std::vector<Box> uniform_1d(const Shape& map, const std::vector<double>& shares) {
  return bodp(map, std::vector<double>(shares.size(), 1.0));
}

}  // namespace modnn
