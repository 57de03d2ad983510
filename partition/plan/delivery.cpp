#include "partition/plan/delivery.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace modnn {
namespace {

void append(std::vector<Piece>& pieces, MapId map, Region region) {
  if (!region.empty()) pieces.push_back({map, std::move(region)});
}

bool overlap(const std::vector<Piece>& a, const std::vector<Piece>& b) {
  for (const Piece& x : a) {
    for (const Piece& y : b) {
      if (x.map == y.map && !(x.region & y.region).empty()) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<Need> needs_of(std::span<const Stage> stages) {
  std::vector<Need> needs;
  std::map<DeviceId, std::size_t> place;  // of a device among the needs
  for (const Stage& stage : stages) {
    for (const Task& task : stage.tasks) {
      const auto [at, first] = place.try_emplace(task.device, needs.size());
      if (first) needs.push_back({task.device, {}});
      for (const Piece& piece : task.reads)
        if (piece.map.layer < stages.front().layer) needs[at->second].pieces.push_back(piece);
    }
  }
  return needs;
}

bool goes_through_owner(const Stage& stage, const std::vector<Box>& needed) {
  const Box& all = needed[stage.layer];
  for (const Task& task : stage.tasks) {
    if (task.device == group_owner && task.owns == all) return true;
    const bool some_channels = task.computes.hull().channels != all.channels;
    for (const Piece& piece : task.reads) {
      if (some_channels && piece.region == needed[piece.map.layer]) return true;
    }
  }
  return false;
}

Delivery::Delivery(Holdings holdings, const PlanOptions& options, const std::vector<Box>& needed)
    : holdings_(std::move(holdings)), options_(options), needed_(needed) {}

void Delivery::deliver(Stage& stage, const std::vector<Need>& needs, bool through_owner) {
  if (!through_owner && options_.mode == DeliveryMode::halo) {
    for (const Need& need : needs) exchange(stage, need);
    return;
  }
  std::set<LayerId> gathered;
  for (const Need& need : needs) {
    for (const Piece& piece : need.pieces)
      if (gathered.insert(piece.map.layer).second) gather(stage, piece.map.layer);
  }
  for (const Need& need : needs) {
    if (need.device != group_owner) scatter(stage, need);
  }
}

bool Delivery::is_elsewhere(const std::vector<Need>& needs) const {
  return std::ranges::any_of(needs, [this](const Need& need) {
    return std::ranges::any_of(lacking(need), [this](const Piece& piece) {
      return !holdings_.held(piece.map, group_owner).contains(piece.region);
    });
  });
}

void Delivery::gather(Stage& stage, LayerId layer) {
  collect(stage, layer);
  holdings_.receives(group_owner, {layer}, needed_[layer]);
}

void Delivery::bring_back(Stage& stage, LayerId layer) {
  collect(stage, layer);
  holdings_.receives(group_owner, {layer}, holdings_.owned({layer}));
}

void Delivery::collect(Stage& stage, LayerId layer) {
  const Region missing = Region(needed_[layer]) - holdings_.held({layer}, group_owner);
  for (DeviceId source = 1; source < holdings_.devices(); ++source) {
    std::vector<Piece> pieces;
    append(pieces, {layer}, holdings_.owned({layer}, source) & missing);
    send(stage, source, group_owner, Purpose::gather, pieces);
    // In map_reduce a worker returns its region and keeps nothing.
    if (options_.mode == DeliveryMode::map_reduce) holdings_.forgets(source, {layer});
  }
}

void Delivery::scatter(Stage& stage, const Need& need) {
  const std::vector<Piece> pieces = lacking(need);
  std::vector<int> after;
  for (std::size_t i = 0; i < stage.messages.size(); ++i) {
    const Message& message = stage.messages[i];
    if (message.destination == group_owner && overlap(message.pieces, pieces))
      after.push_back(static_cast<int>(i));
  }
  send(stage, group_owner, need.device, Purpose::scatter, pieces, std::move(after));
  if (options_.mode == DeliveryMode::map_reduce) return;
  for (const Piece& piece : pieces) holdings_.receives(need.device, piece.map, piece.region);
}

void Delivery::exchange(Stage& stage, const Need& need) {
  const std::vector<Piece> missing = lacking(need);
  Relayed relayed;
  for (DeviceId source = 0; source < holdings_.devices(); ++source) {
    std::vector<Piece> pieces;
    bool handed_out = true;
    for (const Piece& piece : missing) {
      const Region& owned = holdings_.owned(piece.map, source);
      Region common = owned & piece.region;
      if (common.empty()) continue;
      // The image is handed out by whoever has it, all else by the group owner.
      const bool hands_out = source == group_owner || piece.map.layer == 0;
      handed_out = handed_out && hands_out && owned.contains(needed_[piece.map.layer]);
      append(pieces, piece.map, std::move(common));
    }
    hand_over(stage, source, need.device, handed_out ? Purpose::scatter : Purpose::halo, pieces,
              relayed);
  }
  const bool of_image =
      std::ranges::all_of(relayed.pieces, [](const Piece& piece) { return piece.map.layer == 0; });
  relay(stage, need.device, of_image ? Purpose::scatter : Purpose::halo, relayed);
  for (const Piece& piece : missing) holdings_.receives(need.device, piece.map, piece.region);
}

void Delivery::reduce(Stage& stage) {
  for (const Task& adding : stage.tasks) {
    Relayed relayed;
    for (const Piece& sums : adding.reads) {
      if (sums.map.summed_by == adding.device) continue;
      hand_over(stage, sums.map.summed_by, adding.device, Purpose::reduce, {sums}, relayed);
    }
    relay(stage, adding.device, Purpose::reduce, relayed);
  }
}

/// From device to device, through the group owner where halos are relayed. What is to be merged
/// waits there.
void Delivery::hand_over(Stage& stage, DeviceId source, DeviceId destination, Purpose purpose,
                         const std::vector<Piece>& pieces, Relayed& relayed) const {
  send(stage, source,
       options_.via == Via::relay && source != group_owner ? group_owner : destination, purpose,
       pieces);
  if (pieces.empty() || stage.messages.back().destination == destination) return;
  relayed.pieces.insert(relayed.pieces.end(), pieces.begin(), pieces.end());
  relayed.first_hops.push_back(static_cast<int>(stage.messages.size()) - 1);
  if (options_.relays == Relays::each) relay(stage, destination, purpose, relayed);
}

/// The group owner forwards what has waited.
void Delivery::relay(Stage& stage, DeviceId destination, Purpose purpose, Relayed& relayed) const {
  if (relayed.pieces.empty()) return;
  send(stage, group_owner, destination, purpose, relayed.pieces, relayed.first_hops);
  stage.messages.back().relay = true;
  relayed = {};
}

void Delivery::record(const Stage& stage) {
  for (const Task& task : stage.tasks)
    holdings_.computes(task.device, computed_map(stage, task), task.computes, task.owns);
}

std::vector<Piece> Delivery::lacking(const Need& need) const {
  std::vector<Piece> all;
  for (const Piece& piece : need.pieces) {
    Region missing = piece.region - holdings_.held(piece.map, need.device);
    for (const Piece& earlier : all)
      if (earlier.map == piece.map) missing = missing - earlier.region;
    append(all, piece.map, std::move(missing));
  }
  return all;
}

void Delivery::send(Stage& stage, DeviceId source, DeviceId destination, Purpose purpose,
                    const std::vector<Piece>& pieces, std::vector<int> after) const {
  if (pieces.empty()) return;
  Message message{source, destination, purpose, pieces, 0, std::move(after), false};
  for (const Piece& piece : pieces)
    message.bytes += static_cast<double>(piece.region.elements()) * options_.bytes_per_value;
  stage.messages.push_back(std::move(message));
}

}  // namespace modnn
