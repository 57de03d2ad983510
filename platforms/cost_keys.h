#pragma once

#include "config/field_list.h"
#include "platforms/kernel_cost.h"

namespace modnn {

/// The keys of a device's `cost`, and what they fill.
const Fields<ComputeCost>& cost_fields();

}  // namespace modnn
