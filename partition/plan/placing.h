#pragma once

#include <string>
#include <vector>

#include "models/network/network.h"
#include "partition/plan/holdings.h"
#include "partition/plan/options.h"
#include "partition/plan/placement.h"
#include "partition/plan/plan.h"
#include "platforms/cluster.h"

namespace modnn {

/// What a scheme's `place` shares out.
struct Placing {
  const Network& network;
  const Cluster& cluster;
  const std::vector<DeviceId>& computing;  ///< those that may get a share, in ascending order
  const std::vector<Box>& needed;          ///< [layer]: what is computed of it
  Run layers;                              ///< first and last, all of this scheme
  std::string argument{};
  DeliveryMode mode = DeliveryMode::halo;
  double bytes_per_value = 4;
  const Holdings* holdings = nullptr;    ///< who has what before; null: the group owner has all
  const PlanOptions* options = nullptr;  ///< null: the defaults, beside the above
};

}  // namespace modnn
