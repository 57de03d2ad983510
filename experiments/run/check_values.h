#pragma once

#include "experiments/spec/points.h"

namespace modnn {

/// Checks every value of every axis, with the other axes at their first value: what is wrong with a
/// value alone is found without reading the whole cross product. Works in `jobs` processes where
/// there are many. Throws InputError.
void check_values(const Sweep& sweep, int jobs = 1, bool quiet = true);

}  // namespace modnn
