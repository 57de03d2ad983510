#pragma once

#include <vector>

#include "models/network/network.h"
#include "partition/plan/plan.h"
#include "platforms/cluster.h"
#include "sim/account/report.h"
#include "sim/middleware/numeric_inputs.h"
#include "sim/service/changes.h"
#include "sim/service/workload.h"
#include "sim/world/options.h"

namespace modnn {

/// Plays a plan on SimGrid. `numeric` may be null. The report has the same bits whatever the
/// process has simulated before. Throws FreshProcessNeeded where that cannot be had.
Report simulate(const Network& network, const Cluster& cluster, const Plan& plan,
                const SimulationOptions& options, const NumericInputs* numeric);

/// Serves a stream of images; `plans` [source of the workload]. One image at time 0 at the group
/// owner is the above. `changes` may be null. Throws EventTooLate, and std::runtime_error when what
/// changes ends the service before its time.
Report simulate(const Network& network, const Cluster& cluster, const Workload& workload,
                const std::vector<Plan>& plans, const SimulationOptions& options,
                const NumericInputs* numeric, const Changes* changes = nullptr);

}  // namespace modnn
