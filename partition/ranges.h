#pragma once

#include <cstdint>
#include <vector>

#include "models/maps/shape.h"

namespace modnn {

// Sets of neurons (or channels) as ascending ranges that neither overlap nor touch.
using Ranges = std::vector<Range>;

/// The set of ascending numbers `members`.
Ranges ranges_of(const std::vector<Index>& members);
/// Numbers in the set.
Index count(const Ranges& set);
/// From the first to the last number of a set; empty for an empty set.
Range hull(const Ranges& set);
Ranges intersect(const Ranges& a, const Ranges& b);
/// The vectors of neurons that a set names: one box per range.
std::vector<Box> neuron_boxes(const Ranges& set);

}  // namespace modnn
