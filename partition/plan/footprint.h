#pragma once

#include <stdexcept>
#include <string>

#include "models/network/network.h"
#include "partition/plan/plan.h"
#include "platforms/cluster.h"

namespace modnn {

/// What one device must hold at once exceeds its memory.
struct DoesNotFit : std::runtime_error {
  DoesNotFit(DeviceId too_small, const std::string& text)
      : std::runtime_error(text), device(too_small) {}
  DeviceId device;
};

/// Fills `plan.memory` and the tasks' `page_in_bytes`: resident bytes of every device = runtime +
/// the weights it holds + live activations + kernel workspace; what exceeds `available_bytes` is
/// paged according to the cluster's policy. Under `overflow` the weights that are used first stay
/// resident. Live activations count in float32 however they were transferred. Throws
/// DoesNotFit when activations alone exceed a device's memory.
void plan_memory(const Network& network, const Cluster& cluster, Plan& plan);

}  // namespace modnn
