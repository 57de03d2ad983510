#pragma once

#include <vector>

#include "models/shape.h"

namespace modnn {

/// Every worker computes a run of the outputs, in proportion to its share, from all of the inputs.
std::vector<Box> output_split(const Shape& map, const std::vector<double>& shares);

}  // namespace modnn
