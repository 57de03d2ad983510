#pragma once

#include <string>

#include "experiments/spec/points.h"

namespace modnn {

/// What a sweep varies and over which values, one line per pointer: `/seed = 1, 2, 3`.
std::string echo(const Sweep& sweep);

}  // namespace modnn
