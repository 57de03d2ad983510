#pragma once

#include "partition/plan/plan.h"
#include "platforms/cluster.h"
#include "sim/world/options.h"
#include "sim/world/world.h"

namespace modnn {

/// The weights that the workers hold: what the group owner hands out once, before the first
/// inference.
double deployment_bytes(const Plan& plan);

/// Seconds that handing them out takes, one message from the group owner to each worker, in a world
/// that has ended its inference: the time is counted apart.
double simulate_deployment(World& world, const Cluster& cluster, const Plan& plan,
                           const SimulationOptions& options);

}  // namespace modnn
