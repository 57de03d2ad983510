#pragma once

#include "partition/plan/plan.h"

namespace modnn {

/// The plan with what makes checkpoints: after every `every` layers whoever has computed something
/// of the last one's output sends it to the group owner, unless it gets there anyway. map_reduce
/// has them for nothing.
Plan with_checkpoints(Plan plan, int every, double bytes_per_value);

}  // namespace modnn
