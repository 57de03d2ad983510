#pragma once

#include <string>
#include <vector>

#include "models/maps/shape.h"

namespace modnn {

/// A float32 array of any number of dimensions, row-major: what weight files hold.
struct Array {
  std::vector<Index> shape;
  std::vector<float> values;
};

/// Product of the extents, 1 for a scalar; -1 when an extent is negative or the product exceeds
/// 2^40.
Index element_count(const std::vector<Index>& shape);

/// "[20, 1, 5, 5]".
std::string to_string(const std::vector<Index>& shape);

}  // namespace modnn
