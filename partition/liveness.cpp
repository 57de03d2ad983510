#include "partition/liveness.h"

namespace modnn {

std::vector<std::vector<int>> last_use(const Network& network, const Plan& plan) {
  std::vector<std::vector<int>> last(static_cast<std::size_t>(plan.devices),
                                     std::vector<int>(network.layers.size(), -1));
  const int stages = static_cast<int>(plan.stages.size());
  for (int index = 0; index < stages; ++index) {
    const Stage& stage = plan.stages[index];
    for (const Message& message : stage.messages) {
      for (const Piece& piece : message.pieces) last[message.source][piece.tensor] = index;
    }
    for (const Task& task : stage.tasks) {
      for (const LayerId input : network.layer(stage.layer).inputs) {
        last[task.device][input] = index;
      }
    }
  }
  last[group_owner][network.layers.size() - 1] = stages;
  return last;
}

}  // namespace modnn
