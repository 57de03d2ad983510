#pragma once

#include "models/weights/weights.h"
#include "partition/plan/plan.h"
#include "sim/middleware/store.h"

namespace modnn {

/// Runs the real kernel for every box of the task's region, on what the store holds, and adds the
/// results to it.
void compute_regions(const Network& network, LayerId layer, const Task& task,
                     const Weights& weights, Store& store);

}  // namespace modnn
