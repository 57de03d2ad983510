#include "partition/plan/plan_metrics.h"

#include <algorithm>
#include <map>

namespace modnn {

namespace {

/// What is computed of a layer, in whichever round.
struct Computed {
  Region all;
  double macs = 0, elements = 0;

  void add(const Stage& stage) {
    const auto shares = [](const Task& task) { return task.owns.boxes() != task.computes.boxes(); };
    if (std::ranges::none_of(stage.tasks, shares)) return;
    for (const Task& task : stage.tasks) {
      all |= task.computes;
      macs += task.work.macs;
      elements += static_cast<double>(task.computes.elements());
    }
  }

  /// MACs beyond those of computing every output once. All outputs of a layer that is computed by
  /// regions cost the same.
  double redundant_macs() const {
    return elements == 0 ? 0 : macs * (elements - static_cast<double>(all.elements())) / elements;
  }
};

}  // namespace

PlanMetrics measure(const Plan& plan, const Cluster& cluster) {
  PlanMetrics metrics;
  std::map<DeviceId, double> load;
  std::map<LayerId, Computed> computed;
  for (const Stage& stage : plan.stages) {
    for (const Message& message : stage.messages) {
      ++metrics.messages;
      metrics.bytes += message.bytes;
      if (message.purpose != Purpose::halo) continue;
      ++metrics.halo_messages;
      metrics.halo_bytes += message.bytes;
    }
    computed[stage.layer].add(stage);
    for (const Task& task : stage.tasks) {
      metrics.macs += task.work.macs;
      if (task.work.macs > 0) load[task.device] += task.work.macs;
    }
  }
  for (const auto& [layer, of_layer] : computed)
    metrics.redundant_macs += of_layer.redundant_macs();
  metrics.computing_devices = static_cast<int>(load.size());
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
