#include "sim/service/progress.h"

#include <algorithm>
#include <functional>

#include "partition/plan/liveness.h"
#include "partition/plan/needed.h"

namespace modnn {

Progress::Progress(const Network& network, int devices, DeviceId source, double now)
    : network_(network),
      source_(source),
      begun_s_(now),
      holdings_(beginning(network, devices, source).holdings),
      done_(network.layers.size()) {
  done_[0].end_s = now;
}

void Progress::task_ended(const Stage& stage, const Task& task, const Cause& cause, double now) {
  holdings_.computes(task.device, computed_map(stage, task), task.computes, task.owns);
  Done& done = done_[stage.layer];
  done.macs += task.work.macs;
  done.cause = cause;
  done.end_s = now;
}

void Progress::message_arrived(const Stage& stage, const Message& message, bool is_relayed,
                               CriticalPath::Mark mark, double now) {
  sent_.push_back({&message, stage.layer});
  if (is_relayed) return;
  for (const Piece& piece : message.pieces) {
    holdings_.receives(message.destination, piece.map, piece.region);
    done_[piece.map.layer].cause.mark = mark;
    done_[piece.map.layer].end_s = now;
  }
}

/// The source keeps its image, for the case that it is wanted again.
void Progress::forgotten(DeviceId device, MapId map) {
  if (device != source_ || map.layer != 0) holdings_.forgets(device, map);
}

bool Progress::stands(LayerId layer, const std::vector<DeviceId>& present) const {
  const std::vector<Box> needed = needed_regions(network_, layer);
  for (LayerId id = 0; id < layer; ++id) {
    if (needed[id].empty()) continue;
    Region held;
    for (const DeviceId device : present) held |= holdings_.held({id}, device);
    if (!held.contains(needed[id])) return false;
  }
  return true;
}

/// What is held stays with whoever computed it; what that one has lost goes to the first of the
/// others.
Foothold Progress::foothold(LayerId layer, const std::vector<DeviceId>& present) const {
  Foothold result{{Holdings(holdings_.devices()), present, layer}, {}, 0};
  Holdings& holdings = result.situation.holdings;
  for (LayerId id = 0; id < layer; ++id) {
    const MapId map{id};
    for (const DeviceId device : present) {
      const Region& held = holdings_.held(map, device);
      if (!held.empty()) holdings.computes(device, map, held, holdings_.owned(map, device) & held);
    }
    for (const DeviceId device : present) {
      const Region orphaned = holdings_.held(map, device) - holdings.owned(map);
      if (!orphaned.empty()) holdings.computes(device, map, {}, orphaned);
    }
    const Done& done = done_[id];
    if (done.end_s >= result.reached_s) {
      result.reached_s = done.end_s;
      result.cause = done.cause;
    }
  }
  return result;
}

/// A softmax is done again with what feeds it, which is a part of the answer.
std::optional<Foothold> Progress::last_foothold(const std::vector<DeviceId>& present) const {
  for (LayerId layer = result_layers(network_).front() + 1; layer >= 1; --layer)
    if (stands(layer, present)) return foothold(layer, present);
  return std::nullopt;
}

std::optional<Foothold> Progress::beginning_again(const std::vector<DeviceId>& present) const {
  if (std::ranges::find(present, source_) == present.end()) return std::nullopt;
  Foothold start = foothold(1, present);
  start.situation.holdings = beginning(network_, holdings_.devices(), source_).holdings;
  start.cause = {};
  start.reached_s = begun_s_;
  return start;
}

ChurnReport Progress::fall_back(const Foothold& foothold) {
  ChurnReport cost;
  for (LayerId id = foothold.situation.layer; id < network_.size(); ++id) {
    cost.recomputed_macs += done_[id].macs;
    done_[id] = {};
  }
  const auto is_kept = [&foothold](const Sent& sent) {
    if (sent.layer < foothold.situation.layer) return true;
    const Holdings& kept = foothold.situation.holdings;
    return std::ranges::all_of(sent.message->pieces, [&](const Piece& piece) {
      return kept.held(piece.map, sent.message->destination).contains(piece.region);
    });
  };
  for (const Sent& sent : sent_)
    if (!is_kept(sent)) cost.resent_bytes += sent.message->bytes;
  std::erase_if(sent_, std::not_fn(is_kept));
  holdings_ = foothold.situation.holdings;
  return cost;
}

double Progress::goes_on(const Foothold& foothold, double now) {
  const double lost_s = now - foothold.reached_s;
  begun_s_ += lost_s;
  for (LayerId id = 0; id < foothold.situation.layer; ++id) done_[id].end_s += lost_s;
  return lost_s;
}

}  // namespace modnn
