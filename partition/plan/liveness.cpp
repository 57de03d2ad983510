#include "partition/plan/liveness.h"

namespace modnn {

std::vector<LayerId> result_layers(const Network& network) {
  const Layer& last = network.layers.back();
  if (std::holds_alternative<Softmax>(last.kind)) return {last.inputs[0], network.size() - 1};
  return {network.size() - 1};
}

DeviceId holder_of_result(const Network& network, const Plan& plan, LayerId layer) {
  const LayerId last = network.size() - 1;
  if (layer == last) return group_owner;
  for (const Stage& stage : plan.stages)
    if (stage.layer == last && !stage.tasks.empty()) return stage.tasks[0].device;
  return group_owner;
}

std::vector<std::map<MapId, int>> last_use(const Network& network, const Plan& plan) {
  std::vector<std::map<MapId, int>> last(static_cast<std::size_t>(plan.devices));
  const int stages = static_cast<int>(plan.stages.size());
  for (int index = 0; index < stages; ++index) {
    const Stage& stage = plan.stages[index];
    for (const Message& message : stage.messages) {
      for (const Piece& piece : message.pieces) last[message.source][piece.map] = index;
    }
    for (const Task& task : stage.tasks) {
      for (const Piece& piece : task.reads) last[task.device][piece.map] = index;
    }
  }
  for (const LayerId id : result_layers(network))
    last[holder_of_result(network, plan, id)][{id}] = stages;
  return last;
}

}  // namespace modnn
