#pragma once

#include <algorithm>
#include <vector>

#include "models/network/network.h"
#include "partition/plan/plan.h"
#include "platforms/cluster.h"

namespace modnn {

/// Seconds that a device of speed factor 1 computes for `work`:
/// layer overhead + max(MACs / rate + element operations / rate, bytes / memory bandwidth).
double compute_seconds(const Device& device, const Work& work);

/// Seconds that a device of speed factor 1 computes for a task of a layer: by the laws of its
/// kernels where it has them, one call for each box, otherwise as above.
double compute_seconds(const Device& device, const Network& network, LayerId layer,
                       const Task& task);

/// The same of one box of the layer's output, without knowing what of its weights is zero.
double compute_seconds(const Device& device, const Network& network, LayerId layer,
                       const Box& output);

/// Values that a device with a rim (Device::conv_computes_rim) computes for a task beyond its
/// region.
double rim_elements(const Device& device, const Network& network, LayerId layer, const Task& task);

/// The speed by which a device gets its share of layers that are cut so.
double share_of(const Member& member, Locality locality);

/// How often a message crosses the air: once for every end that is a station. Workers with an
/// uplink are behind the access point, and the group owner may be that itself.
int air_hops(const Cluster& cluster, const Message& message);

/// Seconds that one byte of a message takes that has the air (where hops add up) and the uplinks
/// (where the slowest counts) to itself.
double lone_byte_seconds(const Cluster& cluster, const Message& message);

/// Seconds of such a message that finds both radios awake: overhead + bytes + latencies + copies in
/// both middlewares.
double lone_transfer_seconds(const Cluster& cluster, const Message& message);

/// What one image asks for by a plan, in seconds: of every device, to compute and to page, and of
/// the air, by all messages (with `radios_sleep` also the wake-up of both ends, for which a message
/// has its turn). Images cannot follow one another faster than by the longest.
struct PlannedLoad {
  std::vector<double> device_s;
  double air_s = 0;

  double busiest_device_s() const { return std::ranges::max(device_s); }
  double bottleneck_s() const { return std::max(busiest_device_s(), air_s); }
};
PlannedLoad planned_load(const Network& network, const Cluster& cluster, const Plan& plan,
                         bool radios_sleep);

/// What a plan takes by the planner's own account, in seconds: stage after stage, all messages one
/// after the other and alone (with `radios_sleep` also the wake-up of both ends), then the slowest
/// device's paging and computing.
double planned_makespan_s(const Network& network, const Cluster& cluster, const Plan& plan,
                          bool radios_sleep);

}  // namespace modnn
