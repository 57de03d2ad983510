#include "partition/plan/weight_split.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>

#include "partition/plan/cost.h"
#include "partition/plan/delivery.h"
#include "partition/plan/neuron_cut.h"
#include "partition/plan/reached.h"
#include "partition/plan/run.h"
#include "partition/spatial/channels.h"

namespace modnn {
namespace {

constexpr std::size_t most_states = 256;

/// A layer as one split has it, all [device].
struct LayerCut {
  std::vector<Region> owned, multiplied, copied;
};

using State = Reached<WeightSplit>;

double bytes_of(const Stage& stage) {
  double bytes = 0;
  for (const Message& message : stage.messages) bytes += message.bytes;
  return bytes;
}

/// Channels of a layer all rows and columns of which are in a region.
std::vector<char> whole_channels(const Region& region, const Box& map) {
  std::vector<char> are(static_cast<std::size_t>(map.channels.end));
  for (const Box& box : region.boxes())
    if (box.rows.contains(map.rows) && box.cols.contains(map.cols))
      std::fill(are.begin() + box.channels.begin, are.begin() + box.channels.end, 1);
  return are;
}

class Splitter {
 public:
  explicit Splitter(const Placing& placing)
      : placing_(placing),
        network_(placing.network),
        options_(options_of(placing)),
        last_read_(last_readers(placing.network)) {}

  const std::vector<LayerId>& last_read() const { return last_read_; }

  /// The state after one more layer; none when it cannot be split so.
  std::optional<State> after(const State& before, LayerId id, WeightSplit split) const {
    const std::optional<LayerCut> cut = cut_of(id, split, before.holdings);
    if (!cut) return std::nullopt;
    Delivery delivery(before.holdings, options_, placing_.needed);
    State next = before;
    next.choices.push_back(split);
    if (!cut->multiplied.empty()) {
      const NeuronCut sums = cut_by_inputs(network_, id, needed(id), cut->multiplied, {});
      for (const Stage& stage : deliver_sums(delivery, sums)) next.cost += bytes_of(stage);
    } else {
      next.cost += bytes_of_stage(id, *cut, delivery);
    }
    next.holdings = delivery.holdings();
    return next;
  }

  /// What is read after the row returns to the group owner.
  void finish(State& state) const {
    Stage stage;
    gather_outputs(stage, placing_, options_, last_read_, state.holdings);
    state.cost += bytes_of(stage);
  }

  std::vector<WeightSplit> splits_of(LayerId id, bool by_outputs, bool by_inputs) const {
    if (!is_split(id)) return {WeightSplit::parts, WeightSplit::owner};
    const bool inputs = by_inputs && has_partial_sums(id);
    if (by_outputs || !inputs)
      return inputs ? std::vector{WeightSplit::outputs, WeightSplit::inputs}
                    : std::vector{WeightSplit::outputs};
    return {WeightSplit::inputs};
  }

  Placement placement(const std::vector<WeightSplit>& splits) const {
    Placement placement;
    State state{holdings_before(placing_)};
    for (const WeightSplit split : splits) {
      const auto id = placing_.layers.first + static_cast<LayerId>(state.choices.size());
      LayerCut cut = *cut_of(id, split, state.holdings);
      state = *after(state, id, split);
      placement.owned[id] = std::move(cut.owned);
      if (!cut.multiplied.empty()) placement.multiplied[id] = std::move(cut.multiplied);
      if (!cut.copied.empty()) placement.copied[id] = std::move(cut.copied);
    }
    drop_unread(placement);
    return placement;
  }

 private:
  DeviceId devices() const { return placing_.cluster.size(); }
  const Box& needed(LayerId id) const { return placing_.needed[id]; }

  bool is_split(LayerId id) const {
    const LayerKind& kind = network_.layer(id).kind;
    return weights_of(kind) != Storage::none && reach(kind) != Reach::element;
  }

  /// Of groups of channels every output needs its own only, and a vector that was not flattened has
  /// several inputs in a channel.
  bool has_partial_sums(LayerId id) const {
    const Layer& layer = network_.layer(id);
    const Shape& input = network_.layer(layer.inputs[0]).shape;
    if (const Conv* conv = std::get_if<Conv>(&layer.kind)) return conv->groups == 1;
    return weights_of(layer.kind) == Storage::full && input.channels == input.elements();
  }

  std::vector<Region> nobody_has() const {
    return std::vector<Region>(static_cast<std::size_t>(devices()));
  }

  std::vector<Region> all_at_owner(LayerId id) const {
    std::vector<Region> owned = nobody_has();
    owned[group_owner] = needed(id);
    return owned;
  }

  std::vector<double> shares(LayerId id) const {
    std::vector<double> shares;
    for (const DeviceId device : placing_.computing)
      shares.push_back(
          share_of(placing_.cluster.member(device), locality(network_.layer(id).kind)));
    return shares;
  }

  std::optional<LayerCut> cut_of(LayerId id, WeightSplit split, const Holdings& holdings) const {
    LayerCut cut;
    cut.owned = nobody_has();
    switch (split) {
      case WeightSplit::outputs: {
        const std::vector<Box> boxes = split_channels(network_.layer(id).shape, shares(id));
        for (std::size_t i = 0; i < boxes.size(); ++i)
          cut.owned[placing_.computing[i]] = intersect(boxes[i], needed(id));
        return cut;
      }
      case WeightSplit::inputs:
        cut.owned = all_at_owner(id);
        if (!needed(id).empty()) cut.multiplied = multiplied(id, holdings);
        return cut;
      case WeightSplit::parts:
        cut.owned = computable(id, holdings, false);
        if (!is_whole(id, cut.owned)) return std::nullopt;
        break;
      case WeightSplit::owner:
        cut.owned = all_at_owner(id);
        break;
    }
    if (placing_.mode == DeliveryMode::map_reduce) return cut;
    cut.copied = computable(id, holdings, true);
    for (DeviceId device = 0; device < devices(); ++device) {
      const bool copies = device != group_owner && std::ranges::count(placing_.computing, device);
      cut.copied[device] = copies ? cut.copied[device] - cut.owned[device] : Region();
    }
    return cut;
  }

  bool is_whole(LayerId id, const std::vector<Region>& parts) const {
    Region all;
    for (const Region& part : parts) all |= part;
    return all.contains(needed(id));
  }

  /// The channels of a layer of which every device owns, or holds, all inputs.
  std::vector<Region> computable(LayerId id, const Holdings& holdings, bool held) const {
    const std::vector<LayerId>& inputs = network_.layer(id).inputs;
    std::vector<Region> parts = nobody_has();
    for (DeviceId device = 0; device < devices(); ++device) {
      std::vector<std::vector<char>> has;
      for (const LayerId input : inputs)
        has.push_back(
            whole_channels(held ? holdings.held({input}, device) : holdings.owned({input}, device),
                           needed(input)));
      Box run = needed(id);
      run.channels.end = run.channels.begin;
      std::vector<Box> boxes;
      for (Index c = needed(id).channels.begin; c < needed(id).channels.end; ++c) {
        if (!has_inputs(id, c, has)) {
          if (!run.empty()) boxes.push_back(run);
          run.channels.begin = c + 1;
        }
        run.channels.end = c + 1;
      }
      if (!run.empty()) boxes.push_back(run);
      parts[device] = Region(std::move(boxes));
    }
    return parts;
  }

  bool has_inputs(LayerId id, Index channel, const std::vector<std::vector<char>>& has) const {
    Box output = needed(id);
    output.channels = {channel, channel + 1};
    for (std::size_t i = 0; i < has.size(); ++i) {
      const Range& read = required_input(network_, id, i, output).channels;
      for (Index c = read.begin; c < read.end; ++c)
        if (has[i][static_cast<std::size_t>(c)] == 0) return false;
    }
    return true;
  }

  /// Where the devices own the input channel by channel, everybody what it owns; else by shares.
  std::vector<Region> multiplied(LayerId id, const Holdings& holdings) const {
    const LayerId input = network_.layer(id).inputs[0];
    const std::vector<DeviceId>& computing = placing_.computing;
    std::vector<Region> parts = nobody_has();
    std::size_t owners = 0;
    for (const DeviceId device : computing) {
      Region& part = parts[device];
      for (const Box& box : holdings.owned({input}, device).boxes())
        if (box.rows.contains(needed(input).rows) && box.cols.contains(needed(input).cols))
          part |= box;
      owners += static_cast<std::size_t>(!part.empty());
    }
    if (owners > 1 && is_whole(input, parts)) return parts;
    parts = input_parts(network_, id, computing, shares(id));
    parts.resize(static_cast<std::size_t>(devices()));
    return parts;
  }

  double bytes_of_stage(LayerId id, const LayerCut& cut, Delivery& delivery) const {
    std::vector<Stage> stages = stages_of(network_, {id, id}, placing_.needed, devices(),
                                          [&](LayerId) { return cut.owned; });
    if (stages.empty()) return 0;
    Stage& stage = stages.front();
    delivery.deliver(stage, needs_of(stages), goes_through_owner(stage, placing_.needed));
    if (!cut.copied.empty()) add_copies(network_, stage, cut.copied);
    delivery.record(stage);
    return bytes_of(stage);
  }

  /// Of copies only what the device itself reads later stays.
  void drop_unread(Placement& placement) const {
    std::map<LayerId, std::vector<Region>> reads;
    for (LayerId id = placing_.layers.last; id >= placing_.layers.first; --id) {
      std::vector<Region>& wanted = reads[id];
      wanted.resize(static_cast<std::size_t>(devices()));
      const auto copied = placement.copied.find(id);
      const auto multiplied = placement.multiplied.find(id);
      const std::vector<LayerId>& inputs = network_.layer(id).inputs;
      for (DeviceId device = 0; device < devices(); ++device) {
        Region computes = placement.owned[id][device];
        if (copied != placement.copied.end())
          computes |= copied->second[device] = copied->second[device] & wanted[device];
        if (multiplied != placement.multiplied.end()) computes = needed(id);
        for (std::size_t i = 0; i < inputs.size(); ++i) {
          std::vector<Region>& of_input = reads[inputs[i]];
          of_input.resize(static_cast<std::size_t>(devices()));
          for (const Box& box : computes.boxes()) {
            Region read = required_input(network_, id, i, box);
            if (multiplied != placement.multiplied.end()) read = read & multiplied->second[device];
            of_input[device] |= read;
          }
        }
      }
    }
  }

  const Placing& placing_;
  const Network& network_;
  PlanOptions options_;
  std::vector<LayerId> last_read_;  ///< [map]
};

}  // namespace

WeightPlacement least_weight_split(const Placing& placing, bool by_outputs, bool by_inputs) {
  const Splitter splitter(placing);
  std::vector<State> states{{holdings_before(placing)}};
  for (LayerId id = placing.layers.first; id <= placing.layers.last; ++id) {
    std::vector<State> next;
    for (const State& state : states)
      for (const WeightSplit split : splitter.splits_of(id, by_outputs, by_inputs))
        if (std::optional<State> after = splitter.after(state, id, split))
          keep(next, std::move(*after), splitter.last_read(), id);
    keep_cheapest(next, most_states);
    states = std::move(next);
  }
  for (State& state : states) splitter.finish(state);
  const State& best = *std::ranges::min_element(states, {}, &State::cost);
  return {splitter.placement(best.choices), best.choices, best.cost};
}

WeightPlacement weight_split(const Placing& placing, const std::vector<WeightSplit>& splits) {
  const Splitter splitter(placing);
  State state{holdings_before(placing)};
  for (LayerId id = placing.layers.first; id <= placing.layers.last; ++id) {
    const auto split = splits[static_cast<std::size_t>(id - placing.layers.first)];
    std::optional<State> after = splitter.after(state, id, split);
    if (!after) return {{}, splits, std::numeric_limits<double>::infinity()};
    state = std::move(*after);
  }
  splitter.finish(state);
  return {splitter.placement(splits), splits, state.cost};
}

Placement output_channels(const Placing& placing) {
  return least_weight_split(placing, true, false).placement;
}

Placement input_channels(const Placing& placing) {
  return least_weight_split(placing, false, true).placement;
}

Placement mixed_channels(const Placing& placing) {
  return least_weight_split(placing, true, true).placement;
}

}  // namespace modnn
