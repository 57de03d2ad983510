#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "experiments/run/sweep.h"

namespace modnn {

/// Points that are tried for an estimate: missing ones from everywhere in the sweep, as those that
/// are there may be the quick ones.
std::vector<std::size_t> trial_points(const PendingSweep& pending);

/// How long the missing points will take, e.g. "about 00:02:10 with 2 jobs": from a few
/// of them, spread over the sweep, that are run for it.
std::string estimate(const PendingSweep& pending, int jobs);

}  // namespace modnn
