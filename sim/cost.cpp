#include "sim/cost.h"

#include <algorithm>

namespace modnn {

double compute_seconds(const Device& device, const Work& work) {
  const double rate =
      work.kernel == KernelClass::dense ? device.dense_macs_per_s : device.conv_macs_per_s;
  const double arithmetic = work.macs / rate + work.elements / device.elements_per_s;
  return device.layer_overhead_s + std::max(arithmetic, work.bytes / device.memory_bytes_per_s);
}

double wake_to_send_seconds(const Member& member, WakeupPolicy policy) {
  return policy == WakeupPolicy::none ? 0 : member.device.radio.wake_to_send_s;
}

double wake_to_receive_seconds(const Member& member, WakeupPolicy policy) {
  return policy == WakeupPolicy::none ? 0 : member.device.radio.wake_to_receive_s;
}

int air_hops(const Message& message) {
  return message.source == group_owner || message.destination == group_owner ? 1 : 2;
}

double lone_transfer_seconds(const Cluster& cluster, const Message& message) {
  double seconds = cluster.medium.message_overhead_s;
  for (const DeviceId station : {message.source, message.destination}) {
    if (station != group_owner) seconds += message.bytes * 8 / cluster.member(station).rate_bps;
  }
  return seconds;
}

}  // namespace modnn
