#pragma once

#include "partition/plan/planner.h"

namespace modnn {

/// Plans one inference of an image that `source` holds, and that wants the result: where that is a
/// worker, it hands the image out itself, and in the end the group owner sends it the result. For
/// the group owner this is make_plan(), and it throws as that.
Plan make_plan_from(DeviceId source, const Network& network, const Cluster& cluster,
                    const PlanOptions& options, const Patterns& patterns = {});

/// The rest of an inference whose result `source` wants. Throws as plan_from().
Plan plan_rest(DeviceId source, const Situation& situation, const Network& network,
               const Cluster& cluster, const PlanOptions& options, const Patterns& patterns = {});

}  // namespace modnn
