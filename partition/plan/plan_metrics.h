#pragma once

#include "models/network/network.h"
#include "partition/plan/plan.h"
#include "platforms/cluster.h"

namespace modnn {

/// What can be said of a plan without simulating it.
struct PlanMetrics {
  int messages = 0;
  int halo_messages = 0;
  double bytes = 0;  ///< sum over messages; a relayed halo counts twice
  double halo_bytes = 0;
  double macs = 0;
  double redundant_macs = 0;  ///< of these, what several devices compute each for itself
  int computing_devices = 0;  ///< that have a part of the MACs
  /// Time of the device that takes longest over that of all were they equally busy, minus 1, at
  /// the convolution rates of those that compute.
  double mac_imbalance = 0;
};

PlanMetrics measure(const Plan& plan, const Cluster& cluster);

}  // namespace modnn
