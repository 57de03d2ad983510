#include "sim/service/checkpoints.h"

#include <map>
#include <utility>
#include <vector>

namespace modnn {
namespace {

/// What the group owner gets of a map some time: computed there, or sent there to stay.
std::map<MapId, Region> reaching_owner(const Plan& plan) {
  std::map<MapId, Region> regions;
  for (const Stage& stage : plan.stages) {
    std::vector<char> is_forwarded(stage.messages.size());
    for (const Message& message : stage.messages) {
      if (!message.relay) continue;
      for (const int first_hop : message.after)
        is_forwarded[static_cast<std::size_t>(first_hop)] = 1;
    }
    for (std::size_t i = 0; i < stage.messages.size(); ++i) {
      if (stage.messages[i].destination != group_owner || is_forwarded[i] != 0) continue;
      for (const Piece& piece : stage.messages[i].pieces) regions[piece.map] |= piece.region;
    }
    for (const Task& task : stage.tasks)
      if (task.device == group_owner) regions[computed_map(stage, task)] |= task.computes;
  }
  return regions;
}

Stage checkpoint_of(const Stage& computed, const Region& there, double bytes_per_value) {
  Stage checkpoint;
  checkpoint.layer = computed.layer;
  for (const Task& task : computed.tasks) {
    const Region lacking = task.owns - there;
    if (lacking.empty()) continue;
    Message& message = checkpoint.messages.emplace_back();
    message.source = task.device;
    message.purpose = Purpose::gather;
    message.bytes = static_cast<double>(lacking.elements()) * bytes_per_value;
    message.pieces = {{{computed.layer}, lacking}};
  }
  return checkpoint;
}

}  // namespace

Plan with_checkpoints(Plan plan, int every, double bytes_per_value) {
  if (every == 0) return plan;
  const auto at_owner = reaching_owner(plan);
  std::vector<Stage> stages;
  for (Stage& stage : plan.stages) {
    const LayerId layer = stage.layer;
    const bool is_whole =
        !stage.tasks.empty() && stage.tasks.front().operation != Operation::sum_of_products;
    stages.push_back(std::move(stage));
    if (!is_whole || layer % every != 0) continue;
    const auto there = at_owner.find({layer});
    Stage checkpoint = checkpoint_of(
        stages.back(), there == at_owner.end() ? Region() : there->second, bytes_per_value);
    if (!checkpoint.messages.empty()) stages.push_back(std::move(checkpoint));
  }
  plan.stages = std::move(stages);
  return plan;
}

}  // namespace modnn
