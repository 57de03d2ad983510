#pragma once

#include <cstddef>
#include <vector>

#include "experiments/spec/points.h"

namespace modnn {

/// Points of a sweep that have one plan: they differ in what no plan depends on, such as the noise.
struct SharedPlan {
  std::size_t first = 0;   ///< the point that stands for all
  std::size_t points = 1;  ///< how many there are
};

/// One for every plan that may differ from the others, by its first point.
std::vector<SharedPlan> shared_plans(const Sweep& sweep);

}  // namespace modnn
