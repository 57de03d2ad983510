#pragma once

#include "models/network/network.h"
#include "platforms/kernel_cost.h"

namespace modnn {

/// The call that computes a region of a layer.
KernelCall kernel_call_of(const Network& network, LayerId layer, const Box& output);

}  // namespace modnn
