#pragma once

#include "models/network.h"
#include "partition/plan.h"

namespace modnn {

/// What can be said of a plan without simulating it.
struct PlanMetrics {
  int messages = 0;
  int halo_messages = 0;
  double bytes = 0;  ///< sum over messages; a relayed halo counts twice
  double halo_bytes = 0;
  double macs = 0;
  double mac_imbalance = 0;  ///< largest over mean MACs of the computing devices, minus 1
};

PlanMetrics measure(const Plan& plan);

}  // namespace modnn
