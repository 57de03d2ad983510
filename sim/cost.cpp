#include "sim/cost.h"

#include <algorithm>

namespace modnn {

namespace {

double macs_per_s(const Device& device, KernelClass kernel) {
  switch (kernel) {
    case KernelClass::dense:
    case KernelClass::sparse_dense:
      return device.dense_macs_per_s;
    default:
      return device.conv_macs_per_s;
  }
}

}  // namespace

double compute_seconds(const Device& device, const Work& work) {
  const double arithmetic =
      work.macs / macs_per_s(device, work.kernel) + work.elements / device.elements_per_s;
  return device.layer_overhead_s + std::max(arithmetic, work.bytes / device.memory_bytes_per_s);
}

int air_hops(const Message& message) {
  return message.source == group_owner || message.destination == group_owner ? 1 : 2;
}

double lone_byte_seconds(const Cluster& cluster, const Message& message) {
  double seconds = 0;
  for (const DeviceId station : {message.source, message.destination}) {
    if (station != group_owner) seconds += 8 / cluster.member(station).rate_bps;
  }
  return seconds;
}

double lone_transfer_seconds(const Cluster& cluster, const Message& message) {
  return cluster.medium.message_overhead_s + message.bytes * lone_byte_seconds(cluster, message);
}

}  // namespace modnn
