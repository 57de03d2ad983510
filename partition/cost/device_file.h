#pragma once

#include <string>
#include <vector>

#include "config/document.h"
#include "partition/cost/fit.h"

namespace modnn {

/// The description of a device whose kernels take what was found: `base` with another name, the
/// rates of what was measured (by which work is shared out), and `cost`. `how` says in `source`
/// where these come from.
Json calibrated_device(const Json& base, const std::string& name, const ComputeCost& cost,
                       const std::vector<MeasuredCall>& samples, const std::string& how);

}  // namespace modnn
