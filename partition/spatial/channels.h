#pragma once

#include <vector>

#include "models/maps/shape.h"
#include "partition/shares.h"

namespace modnn {

/// Every worker computes a run of the output channels (of a dense layer: neurons), in proportion to
/// its share, from all of the input.
inline std::vector<Box> split_channels(const Shape& map, const std::vector<double>& shares) {
  std::vector<Box> parts;
  for (const Range& range : proportional_ranges(map.channels, shares)) {
    parts.push_back(whole(map));
    parts.back().channels = range;
  }
  return parts;
}

}  // namespace modnn
