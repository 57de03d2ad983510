#include "partition/plan/liveness.h"

#include <algorithm>

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

std::vector<int> rounds_of(const Plan& plan) {
  const auto again = [](const Stage& before, const Stage& stage) {
    if (stage.layer != before.layer || stage.tasks.empty() || before.tasks.empty())
      return stage.layer < before.layer;
    return stage.tasks.front().operation == before.tasks.front().operation;
  };
  std::vector<int> rounds(plan.stages.size());
  for (std::size_t i = 1; i < rounds.size(); ++i)
    rounds[i] = rounds[i - 1] + (again(plan.stages[i - 1], plan.stages[i]) ? 1 : 0);
  return rounds;
}

namespace {

/// What one device holds since which round, and when it reads that for the last time.
struct Reader {
  std::map<MapId, std::map<int, Region>> got;  ///< [map][round], of rounds after the first
  std::map<RoundOfMap, int> last;

  void gets(const MapId& map, const Region& region, int round) {
    if (round > 0) got[map][round] |= region;
  }

  void reads(const Piece& piece, int stage) {
    const auto found = got.find(piece.map);
    Region left = piece.region;
    if (found != got.end()) {
      for (auto newest = found->second.rbegin(); newest != found->second.rend(); ++newest) {
        const Region older = left - newest->second;
        if (older != left) last[{piece.map, newest->first}] = stage;
        left = older;
      }
      if (left.empty()) return;
    }
    last[{piece.map, 0}] = stage;
  }
};

}  // namespace

std::vector<std::map<RoundOfMap, int>> last_use_by_round(const Network& network, const Plan& plan) {
  std::vector<Reader> readers(static_cast<std::size_t>(plan.devices));
  const std::vector<int> rounds = rounds_of(plan);
  for (int index = 0; index < static_cast<int>(rounds.size()); ++index) {
    const Stage& stage = plan.stages[index];
    for (const Message& message : stage.messages)
      for (const Piece& piece : message.pieces)
        readers[message.destination].gets(piece.map, piece.region, rounds[index]);
    for (const Message& message : stage.messages)
      for (const Piece& piece : message.pieces) readers[message.source].reads(piece, index);
    for (const Task& task : stage.tasks)
      for (const Piece& piece : task.reads) readers[task.device].reads(piece, index);
    for (const Task& task : stage.tasks)
      readers[task.device].gets(computed_map(stage, task), task.computes, rounds[index]);
  }
  for (const LayerId id : result_layers(network))
    readers[holder_of_result(network, plan, id)].reads({{id}, whole(network.layer(id).shape)},
                                                       static_cast<int>(rounds.size()));
  std::vector<std::map<RoundOfMap, int>> last;
  for (Reader& reader : readers) last.push_back(std::move(reader.last));
  return last;
}

std::vector<std::map<MapId, int>> last_use(const Network& network, const Plan& plan) {
  std::vector<std::map<MapId, int>> last;
  for (const auto& rounds : last_use_by_round(network, plan)) {
    std::map<MapId, int>& of_device = last.emplace_back();
    for (const auto& [part, stage] : rounds)
      of_device[part.first] = std::max(of_device[part.first], stage);
  }
  return last;
}

}  // namespace modnn
