#pragma once

#include <vector>

#include "models/maps/shape.h"

namespace modnn {

/// The smallest box that holds both; an empty one does not count.
Box hull(const Box& a, const Box& b);

/// `box` minus `hole` as at most six disjoint boxes (channels first, then rows, then columns).
std::vector<Box> subtract(const Box& box, const Box& hole);

/// `box` minus all `holes` as disjoint boxes: halo = required minus owned.
std::vector<Box> subtract(const Box& box, const std::vector<Box>& holes);

}  // namespace modnn
