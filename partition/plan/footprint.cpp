#include "partition/plan/footprint.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "partition/plan/liveness.h"

namespace modnn {
namespace {

constexpr double bytes_per_float = 4;

/// Largest sum of activations that each device holds at once.
std::vector<double> peak_activations(const Network& network, const Plan& plan) {
  const auto last = last_use(network, plan);
  std::vector<std::map<MapId, double>> held(plan.memory.size());
  std::vector<double> live(plan.memory.size(), 0.0);
  std::vector<double> peak(plan.memory.size(), 0.0);
  const auto add = [&](DeviceId device, MapId map, const Region& region) {
    const double bytes = bytes_per_float * static_cast<double>(region.elements());
    held[device][map] += bytes;
    live[device] += bytes;
    peak[device] = std::max(peak[device], live[device]);
  };

  add(group_owner, {0}, whole(network.input_shape()));
  for (std::size_t index = 0; index < plan.stages.size(); ++index) {
    const Stage& stage = plan.stages[index];
    for (const Message& message : stage.messages) {
      for (const Piece& piece : message.pieces) add(message.destination, piece.map, piece.region);
    }
    for (const Task& task : stage.tasks) add(task.device, computed_map(stage, task), task.computes);
    for (std::size_t device = 0; device < held.size(); ++device) {
      std::erase_if(held[device], [&](const auto& entry) {
        const auto use = last[device].find(entry.first);
        if (use != last[device].end() && use->second > static_cast<int>(index)) return false;
        live[device] -= entry.second;
        return true;
      });
    }
  }
  return peak;
}

/// How much of a device's weights is read from flash, task by task, when `room` bytes are left for
/// weights.
void page_weights(Plan& plan, DeviceId device, double room, Paging policy) {
  Footprint& memory = plan.memory[device];
  if (policy == Paging::none || memory.weights <= room) return;
  double loaded = 0;
  for (Stage& stage : plan.stages) {
    for (Task& task : stage.tasks) {
      if (task.device != device) continue;
      const double before = std::max(loaded, room);
      loaded += task.weight_bytes;
      task.page_in_bytes =
          policy == Paging::lru ? task.weight_bytes : std::max(0.0, loaded - before);
      memory.paged += task.page_in_bytes;
    }
  }
}

}  // namespace

void plan_memory(const Network& network, const Cluster& cluster, Plan& plan) {
  plan.memory.assign(cluster.members.size(), {});
  const std::vector<double> peak = peak_activations(network, plan);
  for (const Stage& stage : plan.stages) {
    for (const Task& task : stage.tasks) {
      Footprint& memory = plan.memory[task.device];
      memory.weights += task.weight_bytes;
      for (const Box& box : task.computes.boxes())
        memory.workspace = std::max(memory.workspace, workspace_bytes(network, stage.layer, box));
    }
  }
  for (DeviceId device = 0; device < plan.devices; ++device) {
    Footprint& memory = plan.memory[device];
    const Member& member = cluster.member(device);
    memory.runtime = member.device.runtime_bytes;
    memory.activations = peak[device];
    const double fixed = memory.runtime + memory.activations + memory.workspace;
    const double room = member.device.available_bytes - fixed;
    if (cluster.paging != Paging::none && room < 0) {
      throw DoesNotFit(device, member.name + " needs " + std::to_string(fixed / 1e6) +
                                   " MB for its runtime and activations, but has " +
                                   std::to_string(member.device.available_bytes / 1e6) +
                                   " MB: paging weights cannot help");
    }
    page_weights(plan, device, room, cluster.paging);
  }
}

}  // namespace modnn
