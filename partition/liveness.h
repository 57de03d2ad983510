#pragma once

#include <vector>

#include "models/network.h"
#include "partition/plan.h"

namespace modnn {

/// last_use[device][tensor]: index of the last stage in which the device reads that layer's output
/// (as a task's input or to send it); -1 when it never does. After that stage the device may forget
/// it. The network's result stays at the group owner.
std::vector<std::vector<int>> last_use(const Network& network, const Plan& plan);

}  // namespace modnn
