#pragma once

#include <vector>

#include "models/maps/shape.h"

namespace modnn {

/// Every worker computes a run of the output channels (of a dense layer: neurons), in proportion to
/// its share, from all of the input.
std::vector<Box> split_channels(const Shape& map, const std::vector<double>& shares);

}  // namespace modnn
