#include "partition/plan/plan_metrics.h"

#include <algorithm>
#include <map>

namespace modnn {

PlanMetrics measure(const Plan& plan, const Cluster& cluster) {
  PlanMetrics metrics;
  std::map<DeviceId, double> load;
  for (const Stage& stage : plan.stages) {
    for (const Message& message : stage.messages) {
      ++metrics.messages;
      metrics.bytes += message.bytes;
      if (message.purpose != Purpose::halo) continue;
      ++metrics.halo_messages;
      metrics.halo_bytes += message.bytes;
    }
    for (const Task& task : stage.tasks) {
      metrics.macs += task.work.macs;
      if (task.work.macs > 0) load[task.device] += task.work.macs;
    }
  }
  double largest = 0, speed = 0;
  for (const auto& [device, macs] : load) {
    const Member& member = cluster.member(device);
    const double rate = member.device.conv_macs_per_s * member.speed_factor;
    largest = std::max(largest, macs / rate);
    speed += rate;
  }
  if (metrics.macs > 0) metrics.mac_imbalance = largest * speed / metrics.macs - 1;
  return metrics;
}

}  // namespace modnn
