#include "partition/plan/fused_layers.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

#include "partition/plan/cost.h"
#include "partition/plan/reached.h"
#include "partition/spatial/grid.h"

namespace modnn {
namespace {

/// Fusing more than so many layers computes far more than it saves messages.
constexpr LayerId longest_block = 64;

/// What one block takes.
struct BlockCost {
  double seconds = 0;
  std::vector<double> device_seconds;
};

/// The costs of all blocks that end with one layer, found from there backwards.
class BlocksTo {
 public:
  BlocksTo(const Placing& placing, const std::vector<DeviceId>& devices,
           const std::vector<double>& shares, const std::vector<LayerId>& readers, LayerId last)
      : placing_(placing),
        devices_(devices),
        shares_(shares),
        readers_(readers),
        last_(last),
        compute_s_(devices.size()),
        out_s_(devices.size()) {}

  /// Takes the layer before into the block, and returns what it takes now.
  BlockCost extend_to(LayerId first) {
    const Layer& layer = placing_.network.layer(first);
    const std::vector<Box> cells = grid_2d(layer.shape, shares_);
    const bool read_after = readers_[first] > last_;
    for (std::size_t i = 0; i < devices_.size(); ++i) {
      Region computes = taken(needs_[first], i);
      if (read_after) {
        const Region owned = intersect(cells[i], placing_.needed[first]);
        out_s_[i] += message_seconds(devices_[i], owned.elements());
        returns_ = returns_ || out_s_[i] > 0;
        computes |= owned;
      }
      add_layer(first, i, computes);
    }
    needs_.erase(first);
    return cost();
  }

 private:
  static Region taken(std::vector<Region>& regions, std::size_t i) {
    return regions.empty() ? Region() : std::move(regions[i]);
  }

  void add_layer(LayerId id, std::size_t i, const Region& computes) {
    const Member& member = placing_.cluster.member(devices_[i]);
    const std::vector<LayerId>& inputs = placing_.network.layer(id).inputs;
    for (const Box& box : computes.boxes()) {
      compute_s_[i] +=
          compute_seconds(member.device, placing_.network, id, box) / member.speed_factor;
      for (std::size_t input = 0; input < inputs.size(); ++input) {
        std::vector<Region>& needs = needs_[inputs[input]];
        needs.resize(devices_.size());
        needs[i] |= required_input(placing_.network, id, input, box);
      }
    }
  }

  /// Of one message between the group owner and a device; none where nothing moves.
  double message_seconds(DeviceId device, Index values) const {
    if (device == group_owner || values == 0) return 0;
    Message message;
    message.destination = device;
    message.bytes = static_cast<double>(values) * placing_.bytes_per_value;
    return lone_transfer_seconds(placing_.cluster, message) -
           placing_.cluster.medium.message_latency_s;
  }

  /// Everything on the air one after the other, all devices side by side.
  BlockCost cost() const {
    BlockCost cost;
    double longest = 0;
    bool sends = false;
    for (std::size_t i = 0; i < devices_.size(); ++i) {
      Index values = 0;
      for (const auto& [map, regions] : needs_) values += regions[i].elements();
      const double moving = message_seconds(devices_[i], values) + out_s_[i];
      sends = sends || moving > out_s_[i];
      cost.seconds += moving;
      longest = std::max(longest, compute_s_[i]);
      cost.device_seconds.push_back(moving + compute_s_[i]);
    }
    const int ways = static_cast<int>(sends) + static_cast<int>(returns_);
    cost.seconds += longest + ways * placing_.cluster.medium.message_latency_s;
    return cost;
  }

  const Placing& placing_;
  const std::vector<DeviceId>& devices_;
  const std::vector<double>& shares_;
  const std::vector<LayerId>& readers_;
  LayerId last_;
  bool returns_ = false;                          ///< something leaves the block
  std::vector<double> compute_s_, out_s_;         ///< [device]
  std::map<LayerId, std::vector<Region>> needs_;  ///< [map][device]: not computed in the block
};

std::vector<double> shares_of(const Placing& placing, const std::vector<DeviceId>& devices) {
  std::vector<double> shares;
  for (const DeviceId device : devices)
    shares.push_back(share_of(placing.cluster.member(device), Locality::spatial));
  return shares;
}

/// Every layer of the blocks cut for the devices; of those inside only what is read after counts.
Placement place(const Placing& placing, const std::vector<DeviceId>& devices,
                const std::vector<double>& shares, const std::vector<Run>& blocks) {
  Placement placement;
  placement.runs = blocks;
  for (const Run& block : blocks) {
    for (LayerId id = block.first; id <= block.last; ++id) {
      const std::vector<Box> cells = grid_2d(placing.network.layer(id).shape, shares);
      std::vector<Region>& owned = placement.owned[id];
      owned.resize(placing.cluster.members.size());
      for (std::size_t i = 0; i < devices.size(); ++i) owned[devices[i]] = cells[i];
    }
  }
  return placement;
}

struct Weighed {
  FusedBlocks found;
  std::vector<double> shares;
};

/// Shrinks the cells of devices that take longer than the mean, and grows the others', as long as
/// that lowers the predicted time.
Weighed weigh(const Placing& placing, const std::vector<DeviceId>& devices) {
  constexpr int most_rounds = 8;
  Weighed best{{}, shares_of(placing, devices)};
  best.found = best_blocks(placing, devices, best.shares);
  for (int round = 0; round < most_rounds; ++round) {
    const std::vector<double>& seconds = best.found.device_seconds;
    const double mean =
        std::accumulate(seconds.begin(), seconds.end(), 0.0) / static_cast<double>(seconds.size());
    Weighed next{{}, best.shares};
    for (std::size_t i = 0; i < devices.size(); ++i)
      if (seconds[i] > 0) next.shares[i] *= mean / seconds[i];
    next.found = best_blocks(placing, devices, next.shares);
    if (next.found.seconds >= best.found.seconds) break;
    best = std::move(next);
  }
  return best;
}

/// The fastest first, of equals the one with the best rate, of these the first.
std::vector<DeviceId> ranked(const Placing& placing) {
  std::vector<DeviceId> devices = placing.computing;
  std::ranges::stable_sort(devices, [&](DeviceId a, DeviceId b) {
    const Member& first = placing.cluster.member(a);
    const Member& second = placing.cluster.member(b);
    const double fast = share_of(first, Locality::spatial);
    const double faster = share_of(second, Locality::spatial);
    return fast != faster ? fast > faster : first.rate_bps > second.rate_bps;
  });
  return devices;
}

}  // namespace

FusedBlocks best_blocks(const Placing& placing, const std::vector<DeviceId>& devices,
                        const std::vector<double>& shares) {
  const LayerId begin = placing.layers.first, end = placing.layers.last;
  const std::vector<LayerId> readers = last_readers(placing.network);
  std::vector<FusedBlocks> best(static_cast<std::size_t>(end - begin + 2));  // [layers before]
  best.front().device_seconds.resize(devices.size());
  for (LayerId last = begin; last <= end; ++last) {
    FusedBlocks& found = best[static_cast<std::size_t>(last - begin + 1)];
    found.seconds = std::numeric_limits<double>::infinity();
    BlocksTo blocks(placing, devices, shares, readers, last);
    Run block{last, last};
    BlockCost cost;
    for (LayerId first = last; first >= begin && first > last - longest_block; --first) {
      BlockCost longer = blocks.extend_to(first);
      const double before = best[static_cast<std::size_t>(first - begin)].seconds;
      if (before + longer.seconds >= found.seconds) continue;
      found.seconds = before + longer.seconds;
      block.first = first;
      cost = std::move(longer);
    }
    const FusedBlocks& before = best[static_cast<std::size_t>(block.first - begin)];
    found.blocks = before.blocks;
    found.blocks.push_back(block);
    found.device_seconds = before.device_seconds;
    for (std::size_t i = 0; i < devices.size(); ++i)
      found.device_seconds[i] += cost.device_seconds[i];
  }
  return best.back();
}

Placement early_fused_layers(const Placing& placing) {
  // Layers are counted from 1; a later row of this scheme is not the beginning.
  const Run block{placing.layers.first,
                  std::min(run_length(placing.argument), placing.layers.last)};
  if (block.last < block.first) return {};
  return place(placing, placing.computing, shares_of(placing, placing.computing), {block});
}

Placement optimal_fused_layers(const Placing& placing) {
  const std::vector<double> shares = shares_of(placing, placing.computing);
  const FusedBlocks found = best_blocks(placing, placing.computing, shares);
  return place(placing, placing.computing, shares, found.blocks);
}

Placement adaptive_fused_layers(const Placing& placing) {
  const std::vector<DeviceId> all = ranked(placing);
  std::vector<DeviceId> devices{all.front()};
  Weighed best = weigh(placing, devices);
  while (devices.size() < all.size()) {
    std::vector<DeviceId> more(all.begin(), all.begin() + static_cast<int>(devices.size()) + 1);
    Weighed next = weigh(placing, more);
    if (next.found.seconds >= best.found.seconds) break;
    devices = std::move(more);
    best = std::move(next);
  }
  return place(placing, devices, best.shares, best.found.blocks);
}

}  // namespace modnn
