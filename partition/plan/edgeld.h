#pragma once

#include "partition/plan/placing.h"

namespace modnn {

/// EdgeLD's partition (Xue et al., HPCC 2020) of every layer by itself: strips along the longer
/// edge as of bodp, then one row or column after the other from the worker with the longest
/// predicted time to the one with the shortest, as long as the longest falls and leaves it one. A
/// worker's time is that of computing its strip and of what it is sent and returns for it: under
/// map_reduce all of its input and output, else what its window needs beyond its own part of the
/// input. Element-wise layers stay where their input is.
Placement ocbp(const Placing& placing);

}  // namespace modnn
