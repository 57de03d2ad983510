#pragma once

#include <vector>

#include "models/maps/shape.h"

namespace modnn {

/// Biased One-Dimensional Partition (MoDNN, DATE 2017, section IV): strips along the longer edge of
/// the feature map, so that the shared edges are the shorter ones and a worker has at most two
/// neighbours; heights proportional to the shares. A square map is cut by rows. Returns one box per
/// share (possibly empty), all channels.
std::vector<Box> bodp(const Shape& map, const std::vector<double>& shares);

/// Equal strips along the longer edge, whatever the shares are.
std::vector<Box> uniform_1d(const Shape& map, const std::vector<double>& shares);

}  // namespace modnn
