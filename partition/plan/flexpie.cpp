#include "partition/plan/flexpie.h"

#include <algorithm>

#include "partition/plan/cost.h"
#include "partition/plan/delivery.h"
#include "partition/plan/reached.h"
#include "partition/plan/run.h"
#include "partition/plan/task_work.h"
#include "partition/shares.h"
#include "partition/spatial/channels.h"
#include "partition/spatial/grid.h"

namespace modnn {
namespace {

constexpr LayerId longest_block = 16;
constexpr std::size_t most_states = 16;

std::vector<Box> strips(const Shape& map, const std::vector<double>& shares, Range Box::*axis) {
  std::vector<Box> boxes;
  const Index extent = (whole(map).*axis).size();
  for (const Range& range : proportional_ranges(extent, shares)) {
    boxes.push_back(whole(map));
    boxes.back().*axis = range;
  }
  return boxes;
}

std::vector<Box> boxes_of(const Shape& map, const std::vector<double>& shares, FlexCut cut) {
  switch (cut) {
    case FlexCut::rows:
      return strips(map, shares, &Box::rows);
    case FlexCut::columns:
      return strips(map, shares, &Box::cols);
    case FlexCut::channels:
      return split_channels(map, shares);
    case FlexCut::grid:
      break;
  }
  return grid_2d(map, shares);
}

/// A block without what it is sent.
struct Planned {
  std::vector<Stage> stages;
  std::vector<Need> needs;
  bool through_owner = false;
  double seconds = 0;
};

using State = Reached<FlexBlock>;

class Blocks {
 public:
  explicit Blocks(const Placing& placing)
      : placing_(placing),
        options_(options_of(placing)),
        last_read_(last_readers(placing.network)) {}

  const std::vector<LayerId>& last_read() const { return last_read_; }

  Planned plan(const FlexBlock& block) const {
    Planned planned;
    planned.stages =
        stages_of(placing_.network, block.layers, placing_.needed, placing_.cluster.size(),
                  [&](LayerId id) { return regions(id, block.cut); });
    if (planned.stages.empty()) return planned;
    for (Stage& stage : planned.stages)
      for (Task& task : stage.tasks)
        fill_computing(task, placing_.network, stage.layer, options_.weights, {});
    planned.needs = needs_of(planned.stages);
    planned.through_owner = std::ranges::any_of(planned.stages, [this](const Stage& stage) {
      return goes_through_owner(stage, placing_.needed);
    });
    planned.seconds = seconds(planned.stages);
    return planned;
  }

  State after(const State& before, const FlexBlock& block, const Planned& planned) const {
    Delivery delivery(before.holdings, options_, placing_.needed);
    std::vector<Stage> sent(1);
    if (!planned.stages.empty()) delivery.deliver(sent[0], planned.needs, planned.through_owner);
    for (const Stage& stage : planned.stages) delivery.record(stage);
    State next{delivery.holdings(), before.cost + planned.seconds + seconds(std::move(sent)),
               before.choices};
    next.choices.push_back(block);
    return next;
  }

  /// What is read after the row returns to the group owner.
  void finish(State& state) const {
    std::vector<Stage> sent(1);
    gather_outputs(sent[0], placing_, options_, last_read_, state.holdings);
    state.cost += seconds(std::move(sent));
  }

  std::vector<Region> regions(LayerId id, FlexCut cut) const {
    std::vector<double> shares;
    for (const DeviceId device : placing_.computing)
      shares.push_back(share_of(placing_.cluster.member(device), Locality::spatial));
    const std::vector<Box> boxes = boxes_of(placing_.network.layer(id).shape, shares, cut);
    std::vector<Region> owned(placing_.cluster.members.size());
    for (std::size_t i = 0; i < boxes.size(); ++i)
      owned[placing_.computing[i]] = intersect(boxes[i], placing_.needed[id]);
    return owned;
  }

 private:
  double seconds(std::vector<Stage> stages) const {
    const Plan plan{placing_.cluster.size(), std::move(stages), {}};
    return planned_makespan_s(placing_.network, placing_.cluster, plan, options_.radios_sleep);
  }

  const Placing& placing_;
  PlanOptions options_;
  std::vector<LayerId> last_read_;
};

}  // namespace

double flex_seconds(const Placing& placing, const std::vector<FlexBlock>& blocks) {
  const Blocks all(placing);
  State state{holdings_before(placing)};
  for (const FlexBlock& block : blocks) state = all.after(state, block, all.plan(block));
  all.finish(state);
  return state.cost;
}

std::vector<FlexBlock> best_flex_blocks(const Placing& placing) {
  const Blocks all(placing);
  const LayerId begin = placing.layers.first, end = placing.layers.last;
  std::vector<std::vector<State>> states(static_cast<std::size_t>(end - begin + 2));
  states.front().push_back({holdings_before(placing)});
  for (LayerId first = begin; first <= end; ++first) {
    std::vector<State>& here = states[static_cast<std::size_t>(first - begin)];
    keep_cheapest(here, most_states);
    for (LayerId last = first; last <= end && last < first + longest_block; ++last) {
      for (const FlexCut cut : flex_cuts) {
        const FlexBlock block{{first, last}, cut};
        const Planned planned = all.plan(block);
        for (const State& state : here)
          keep(states[static_cast<std::size_t>(last - begin + 1)], all.after(state, block, planned),
               all.last_read(), last);
      }
    }
  }
  for (State& state : states.back()) all.finish(state);
  return std::ranges::min_element(states.back(), {}, &State::cost)->choices;
}

Placement flex_placement(const Placing& placing, const std::vector<FlexBlock>& blocks) {
  const Blocks all(placing);
  Placement placement;
  for (const FlexBlock& block : blocks) {
    placement.runs.push_back(block.layers);
    for (LayerId id = block.layers.first; id <= block.layers.last; ++id)
      placement.owned[id] = all.regions(id, block.cut);
  }
  return placement;
}

Placement flexpie(const Placing& placing) {
  return flex_placement(placing, best_flex_blocks(placing));
}

}  // namespace modnn
