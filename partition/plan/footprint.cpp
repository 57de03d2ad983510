#include "partition/plan/footprint.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "partition/plan/cost.h"
#include "partition/plan/liveness.h"

namespace modnn {
namespace {

constexpr double bytes_per_float = 4;

/// Largest sum of activations that each device holds at once.
std::vector<double> peak_activations(const Network& network, const Cluster& cluster,
                                     const Plan& plan) {
  const auto last = last_use_by_round(network, plan);
  const std::vector<int> rounds = rounds_of(plan);
  int round = 0;
  std::vector<std::map<RoundOfMap, double>> held(plan.memory.size());
  std::vector<double> live(plan.memory.size(), 0.0);
  std::vector<double> peak(plan.memory.size(), 0.0);
  const auto add = [&](DeviceId device, MapId map, const Region& region) {
    const double bytes = bytes_per_float * static_cast<double>(region.elements());
    held[device][{map, round}] += bytes;
    live[device] += bytes;
    peak[device] = std::max(peak[device], live[device]);
  };

  add(group_owner, {0}, whole(network.input_shape()));
  for (std::size_t index = 0; index < plan.stages.size(); ++index) {
    const Stage& stage = plan.stages[index];
    round = rounds[index];
    for (const Message& message : stage.messages) {
      for (const Piece& piece : message.pieces) add(message.destination, piece.map, piece.region);
    }
    for (const Task& task : stage.tasks) {
      add(task.device, computed_map(stage, task), task.computes);
      const double rim = bytes_per_float * rim_elements(cluster.member(task.device).device, network,
                                                        stage.layer, task);
      peak[task.device] = std::max(peak[task.device], live[task.device] + rim);
    }
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

/// Calls `use(task, excess, first)` for all tasks of a device. Tasks of several rounds that compute
/// the same map have their weights in common: with them one `excess`, which is 0 at the first.
template <typename Use>
void for_weights(Plan& plan, DeviceId device, Use&& use) {
  std::map<std::pair<MapId, int>, double> all;
  for (Stage& stage : plan.stages) {
    int before = 0;  // the device's tasks of this stage
    for (Task& task : stage.tasks) {
      if (task.device != device) continue;
      const auto [weights, first] = all.try_emplace({computed_map(stage, task), before++}, 0.0);
      use(task, weights->second, first);
    }
  }
}

/// How much of a device's weights is read from flash, task by task, when `room` bytes are left for
/// weights.
void page_weights(Plan& plan, DeviceId device, double room, Paging policy) {
  Footprint& memory = plan.memory[device];
  if (policy == Paging::none || memory.weights <= room) return;
  double loaded = 0;
  for_weights(plan, device, [&](Task& task, double& excess, bool first) {
    if (first) {
      const double before = std::max(loaded, room);
      loaded += task.weight_bytes;
      excess = policy == Paging::lru ? task.weight_bytes : std::max(0.0, loaded - before);
    }
    task.page_in_bytes = excess;
    memory.paged += excess;
  });
}

}  // namespace

void plan_memory(const Network& network, const Cluster& cluster, Plan& plan) {
  plan.memory.assign(cluster.members.size(), {});
  const std::vector<double> peak = peak_activations(network, cluster, plan);
  for (const Stage& stage : plan.stages) {
    for (const Task& task : stage.tasks) {
      double& workspace = plan.memory[task.device].workspace;
      for (const Box& box : task.computes.boxes())
        workspace = std::max(workspace, workspace_bytes(network, stage.layer, box));
    }
  }
  for (DeviceId device = 0; device < plan.devices; ++device) {
    Footprint& memory = plan.memory[device];
    const Member& member = cluster.member(device);
    for_weights(plan, device, [&memory](const Task& task, double&, bool first) {
      if (first) memory.weights += task.weight_bytes;
    });
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
