#pragma once

#include "config/document.h"
#include "models/network/network.h"
#include "partition/plan/options.h"
#include "platforms/cluster.h"

namespace modnn {

/// What a program that is a scheme is told: the layers with their shapes, work and windows, the
/// devices with their speeds and shares, the medium and the way of delivery.
Json scheme_input(const Network& network, const Cluster& cluster, const PlanOptions& options);

}  // namespace modnn
