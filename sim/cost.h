#pragma once

#include "models/network.h"
#include "partition/plan.h"
#include "platforms/cluster.h"
#include "sim/simulate.h"

namespace modnn {

/// Seconds that a device of speed factor 1 computes for `work`:
/// layer overhead + max(MACs / rate + element operations / rate, bytes / memory bandwidth).
double compute_seconds(const Device& device, const Work& work);

/// 1 when the group owner, which is the access point, is one of the two ends, else 2.
int air_hops(const Message& message);

/// Seconds that one byte of a message takes that has the air to itself.
double lone_byte_seconds(const Cluster& cluster, const Message& message);

/// Seconds of a message that has the air to itself and finds both radios awake: overhead + the bits
/// of every hop at its station's rate.
double lone_transfer_seconds(const Cluster& cluster, const Message& message);

}  // namespace modnn
