#pragma once

#include <string>

#include "sim/experiment/sweep.h"

namespace modnn {

/// How long the missing points will take, e.g. "about 00:02:10 with 2 jobs": from a few
/// of them, spread over the sweep, that are run for it.
std::string estimate(const PendingSweep& pending, int jobs);

}  // namespace modnn
