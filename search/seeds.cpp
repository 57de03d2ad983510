#include "search/seeds.h"

#include <algorithm>
#include <limits>

#include "partition/plan/cost.h"
#include "partition/plan/run.h"

namespace modnn {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

/// The fastest first, of equals the first.
std::vector<DeviceId> ranked(const Cluster& cluster, bool group_owner_too) {
  std::vector<DeviceId> devices;
  for (DeviceId device = group_owner_too ? 0 : 1; device < cluster.size(); ++device)
    devices.push_back(device);
  std::ranges::stable_sort(devices, std::greater{}, [&](DeviceId device) {
    return share_of(cluster.member(device), Locality::spatial);
  });
  return devices;
}

Block alone(DeviceId device, const Cluster& cluster) {
  Block block{0, partitioners().front(), std::vector<double>(cluster.members.size()), {}, {}};
  block.factors[device] = 1;
  return block;
}

/// How a block may be cut: every way among 1, 2, 3, 4, 6, 8, 12, ... of the fastest devices.
std::vector<Block> layouts(const Cluster& cluster, bool group_owner_too) {
  std::vector<Block> all{alone(group_owner, cluster)};
  const std::vector<DeviceId> devices = ranked(cluster, group_owner_too);
  if (devices.front() != group_owner) all.push_back(alone(devices.front(), cluster));
  std::vector<std::size_t> counts{2, 3};
  while (counts.back() < devices.size()) counts.push_back(2 * counts[counts.size() - 2]);
  counts.push_back(devices.size());
  for (const std::size_t count : counts) {
    if (count > devices.size() || count < 2) continue;
    Block block{0, nullptr, std::vector<double>(cluster.members.size()), {}, {}};
    for (std::size_t i = 0; i < count; ++i) block.factors[devices[i]] = 1;
    for (const Partitioner cut : partitioners()) {
      block.cut = cut;
      if (std::ranges::find(all, block) == all.end()) all.push_back(block);
    }
  }
  return all;
}

/// What a block costs beside what its inputs cost, and what of these every device needs.
struct Inside {
  double compute_s = never;
  std::vector<std::vector<Box>> needs{};  ///< [input][device]
  std::vector<LayerId> inputs{};          ///< maps from before the block
};

/// Dynamic programming over (last layer of a block, its layout).
class BlockCosts {
 public:
  BlockCosts(const Choices& choices, const PlanOptions& ways)
      : choices_(choices),
        network_(choices.network),
        cluster_(choices.cluster),
        ways_(ways),
        layouts_(layouts(choices.cluster, ways.group_owner_computes)) {
    for (const Block& layout : layouts_) {
      std::vector<std::vector<Box>>& maps = owned_.emplace_back();
      for (LayerId id = 0; id < network_.size(); ++id) {
        std::vector<Box>& boxes = maps.emplace_back();
        Block at_beginning = alone(group_owner, cluster_);
        const Block& cut = id == 0 ? at_beginning : layout;
        for (const Region& region : owned_of(cut, network_, cluster_, id))
          boxes.push_back(region.hull());
      }
    }
  }

  /// `hidden`: the share of the shorter one of messages and computing that the longer one hides.
  Sketch best(double hidden) {
    const auto layers = static_cast<std::size_t>(network_.size());
    std::vector<std::vector<Step>> steps(layers, std::vector<Step>(layouts_.size()));
    for (LayerId last = 1; last < network_.size(); ++last) {
      for (std::size_t layout = 0; layout < layouts_.size(); ++layout)
        steps[last][layout] = best_step(steps, last, layout, hidden);
    }
    return sketch(steps);
  }

 private:
  struct Step {
    double seconds = never;
    LayerId first = 1;
    std::size_t before = 0;  ///< layout of the block before
  };

  Step best_step(const std::vector<std::vector<Step>>& steps, LayerId last, std::size_t layout,
                 double hidden) const {
    constexpr int longest_block = 16;
    Step best;
    Block block = layouts_[layout];
    block.last = last;
    for (LayerId first = last; first >= 1 && first > last - longest_block; --first) {
      if (!is_possible(block, network_, ways_, first)) break;
      const Inside inside = inside_of(first, last, layout);
      for (std::size_t before = 0; before < (first == 1 ? 1 : layouts_.size()); ++before) {
        const double until = first == 1 ? 0 : steps[first - 1][before].seconds;
        if (until + inside.compute_s >= best.seconds) continue;
        const double sent_s = sending_s(inside, before);
        const double seconds =
            until + inside.compute_s + sent_s - hidden * std::min(inside.compute_s, sent_s);
        if (seconds < best.seconds) best = {seconds, first, before};
      }
    }
    return best;
  }

  Inside inside_of(LayerId first, LayerId last, std::size_t layout) const {
    const auto cut = [&](LayerId id) {
      std::vector<Region> regions;
      for (const Box& box : owned_[layout][id]) regions.emplace_back(box);
      return regions;
    };
    const auto parts = parts_of(network_, {first, last}, cluster_.size(), cut);
    Inside inside;
    inside.compute_s = 0;
    for (DeviceId device = 0; device < cluster_.size(); ++device) {
      double seconds = 0;
      for (LayerId id = first; id <= last; ++id) {
        for (const Box& box : parts[id - first][device].computes.boxes()) {
          seconds += compute_seconds(cluster_.member(device).device, network_, id, box) /
                     cluster_.member(device).speed_factor;
          const std::vector<LayerId>& inputs = network_.layer(id).inputs;
          for (std::size_t i = 0; i < inputs.size(); ++i)
            if (inputs[i] < first)
              add_need(inside, inputs[i], device, required_input(network_, id, i, box));
        }
      }
      inside.compute_s = std::max(inside.compute_s, seconds);
    }
    return inside;
  }

  void add_need(Inside& inside, LayerId map, DeviceId device, const Box& box) const {
    const auto place = std::ranges::find(inside.inputs, map);
    const auto index = static_cast<std::size_t>(place - inside.inputs.begin());
    if (place == inside.inputs.end()) {
      inside.inputs.push_back(map);
      inside.needs.emplace_back(cluster_.members.size());
    }
    inside.needs[index][device] = hull(inside.needs[index][device], box);
  }

  /// All messages one after the other; maps from further back are taken to be cut as those of the
  /// block before.
  double sending_s(const Inside& inside, std::size_t before) const {
    double seconds = 0;
    for (std::size_t i = 0; i < inside.inputs.size(); ++i) {
      const std::vector<Box>& owned = owned_[before][inside.inputs[i]];
      for (DeviceId to = 0; to < cluster_.size(); ++to) {
        const Box& need = inside.needs[i][to];
        if (need.empty()) continue;
        for (DeviceId from = 0; from < cluster_.size(); ++from)
          if (from != to) seconds += message_s(from, to, intersect(need, owned[from]).elements());
      }
    }
    return seconds;
  }

  double message_s(DeviceId from, DeviceId to, Index values) const {
    if (values == 0) return 0;
    const bool relayed = ways_.via == Via::relay && from != group_owner && to != group_owner;
    if (relayed) return message_s(from, group_owner, values) + message_s(group_owner, to, values);
    Message message;
    message.source = from;
    message.destination = to;
    message.bytes = static_cast<double>(values) * ways_.bytes_per_value;
    double seconds = lone_transfer_seconds(cluster_, message);
    if (ways_.radios_sleep)
      seconds += cluster_.member(from).device.radio.wake_to_send_s +
                 cluster_.member(to).device.radio.wake_to_receive_s;
    return seconds;
  }

  /// Back from the last layer, whose output returns to the group owner.
  Sketch sketch(const std::vector<std::vector<Step>>& steps) const {
    LayerId last = network_.size() - 1;
    std::size_t layout = 0;
    double least = never;
    for (std::size_t i = 0; i < layouts_.size(); ++i) {
      double seconds = steps[last][i].seconds;
      for (DeviceId device = 1; device < cluster_.size(); ++device)
        seconds += message_s(device, group_owner, owned_[i][last][device].elements());
      if (seconds < least) layout = i;
      least = std::min(least, seconds);
    }
    Sketch sketch{ways_, {}};
    while (last >= 1) {
      const Step& step = steps[last][layout];
      Block block = layouts_[layout];
      block.last = last;
      sketch.blocks.insert(sketch.blocks.begin(), block);
      last = step.first - 1;
      layout = step.before;
    }
    return sketch;
  }

  const Choices& choices_;
  const Network& network_;
  const Cluster& cluster_;
  const PlanOptions& ways_;
  std::vector<Block> layouts_;
  std::vector<std::vector<std::vector<Box>>> owned_;  ///< [layout][layer][device]
};

}  // namespace

std::vector<Sketch> planned_seeds(const Choices& choices) {
  std::vector<Sketch> seeds;
  for (const PlanOptions& ways : choices.ways) {
    // Other ways take the same messages otherwise: the search tries them from here.
    const bool known = std::ranges::any_of(seeds, [&](const Sketch& seed) {
      return seed.ways.group_owner_computes == ways.group_owner_computes;
    });
    if (known) continue;
    BlockCosts costs(choices, ways);
    std::vector<Sketch> found;
    for (const double hidden : {0.0, 0.5, 1.0}) found.push_back(costs.best(hidden));
    seeds.insert(seeds.end(), found.begin(), found.end());
  }
  return seeds;
}

std::vector<Sketch> lonely_seeds(const Choices& choices) {
  std::vector<Sketch> seeds;
  for (DeviceId device = 0; device < choices.cluster.size(); ++device) {
    Block block = alone(device, choices.cluster);
    block.last = choices.network.size() - 1;
    seeds.push_back({choices.ways.front(), {block}});
  }
  return seeds;
}

}  // namespace modnn
