#pragma once

#include "models/network/network.h"
#include "partition/plan/options.h"
#include "platforms/cluster.h"
#include "sim/world/options.h"

namespace modnn {

/// Seconds that no plan of a network on a cluster can do without, noise apart, however cleverly its
/// messages hide behind its computing.
struct LowerBounds {
  /// All multiply-accumulates, each where it takes least beside the others: devices that are never
  /// idle, compute nothing twice and need no time to begin a kernel.
  double compute_s = 0;
  /// What the group owner computes meanwhile if the others compute, for nothing, as much of every
  /// layer as of the maps on the way there can reach them.
  double delivery_s = 0;

  double makespan_s() const { return compute_s > delivery_s ? compute_s : delivery_s; }
};

LowerBounds lower_bounds(const Network& network, const Cluster& cluster, const PlanOptions& options,
                         Fidelity fidelity);

}  // namespace modnn
