#include "partition/spatial/channels.h"

#include "partition/shares.h"

namespace modnn {

std::vector<Box> split_channels(const Shape& map, const std::vector<double>& shares) {
  std::vector<Box> parts;
  for (const Range& range : proportional_ranges(map.channels, shares)) {
    parts.push_back(whole(map));
    parts.back().channels = range;
  }
  return parts;
}

}  // namespace modnn
