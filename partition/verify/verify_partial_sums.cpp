#include "partition/verify/verify_partial_sums.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "partition/verify/cells.h"
#include "partition/verify/verify_dependency.h"

namespace modnn {
namespace {

/// The channels of a region; of a vector its neurons.
std::set<Index> channels(const Region& region) {
  std::set<Index> all;
  for (const Box& box : region.boxes())
    for (Index i = box.channels.begin; i < box.channels.end; ++i) all.insert(i);
  return all;
}

/// What a device adds to (outputs, by their cells) and what input channels it multiplies.
struct Sets {
  std::set<Index> rows, columns;
};

class LayerCheck {
 public:
  LayerCheck(const Network& network, const Stage& summing, const Stage& adding)
      : network_(network),
        summing_(summing),
        adding_(adding),
        layer_(network.layer(summing.layer)) {
    cut_outputs();
    for (const Task& task : summing.tasks) {
      tasks_[task.device] = {members(task.computes), {}};
      for (const Piece& read : task.reads)
        if (read.map == MapId{layer_.inputs[0]})
          tasks_[task.device].columns.merge(is_map() ? whole_channels(task, read.region)
                                                     : channels(read.region));
    }
  }

  std::vector<std::string> run() {
    if (!is_sum()) return {"a layer of this kind has no partial sums"};
    if (tasks_.size() != summing_.tasks.size()) complain("a device has two tasks");
    find_owners();
    summing_.nonzeros ? check_nonzeros() : check_rectangles();
    check_sums();
    check_messages();
    return wrong_;
  }

 private:
  void complain(const std::string& text) { wrong_.push_back(text); }

  bool is_map() const { return std::holds_alternative<Conv>(layer_.kind); }

  /// Every output is a sum over all channels, or neurons, of the input.
  bool is_sum() const {
    if (is_map()) return std::get<Conv>(layer_.kind).groups == 1;
    return std::holds_alternative<Dense>(layer_.kind) ||
           std::holds_alternative<SparseDense>(layer_.kind);
  }

  /// Cells within which all outputs are alike; of a sparse layer every output is one.
  void cut_outputs() {
    const auto cut_at = [this](const Region& region) {
      for (const Box& box : region.boxes()) cells_.cut_at(axes(box));
    };
    cut_at(whole(layer_.shape));
    for (const Stage* stage : {&summing_, &adding_}) {
      for (const Task& task : stage->tasks) {
        cut_at(task.computes);
        for (const Piece& read : task.reads)
          if (read.map.layer == stage->layer) cut_at(read.region);
      }
      for (const Message& message : stage->messages)
        for (const Piece& piece : message.pieces)
          if (piece.map.layer == stage->layer) cut_at(piece.region);
    }
    if (summing_.nonzeros)
      for (Index i = 0; i < layer_.shape.channels; ++i) cut_at(neurons(Range{i, i + 1}));
    cells_.settle();
    const std::set<Index> all = members(whole(layer_.shape));
    outputs_.assign(all.begin(), all.end());
  }

  /// The cells of a region of the outputs.
  std::set<Index> members(const Region& region) const {
    std::set<Index> all;
    for (const Box& box : region.boxes())
      cells_.visit(axes(box), [&all](std::size_t cell) { all.insert(static_cast<Index>(cell)); });
    return all;
  }

  /// The channels of which a task reads all that its outputs depend on.
  std::set<Index> whole_channels(const Task& task, const Region& read) const {
    std::set<Index> found;
    for (const Index channel : channels(read)) {
      const bool all = std::ranges::all_of(task.computes.boxes(), [&](const Box& output) {
        const Axes window = dependency(network_, summing_.layer, 0, axes(output));
        return read.contains(Region(Box{{channel, channel + 1}, window[1], window[2]}));
      });
      if (all) found.insert(channel);
    }
    return found;
  }

  void check_nonzeros() {
    const NonzeroOwners& owners = *summing_.nonzeros;
    const auto rows = static_cast<std::size_t>(layer_.shape.elements());
    if (owners.row_starts.size() != rows + 1 || owners.column_of.size() != owners.device.size() ||
        owners.row_starts.back() != static_cast<Index>(owners.column_of.size()))
      return complain("the nonzeros do not fit the layer");
    for (std::size_t i = 0; i < rows; ++i) {
      const Index row = outputs_[i];
      for (Index n = owners.row_starts[i]; n < owners.row_starts[i + 1]; ++n) {
        const auto task = tasks_.find(owners.device[n]);
        if (task == tasks_.end() || !task->second.columns.contains(owners.column_of[n]) ||
            !task->second.rows.contains(row))
          return complain("a product is computed by a device that has no part in it");
        contributors_[row].insert(task->first);
      }
    }
  }

  void check_rectangles() {
    // Full matrix: every (row, column) once. Where everybody has all rows, one is as the others.
    const Shape& input = network_.layer(layer_.inputs[0]).shape;
    const Index inputs = is_map() ? input.channels : input.elements();
    const bool alike = std::ranges::all_of(
        tasks_, [this](const auto& task) { return task.second.rows.size() == outputs_.size(); });
    for (const Index i : outputs_) {
      if (is_map() && !is_summed(i)) continue;
      const bool counts = i == outputs_.front() || !alike;
      std::set<Index> seen;
      std::size_t read = 0;
      for (const auto& [device, sets] : tasks_) {
        if (!sets.rows.contains(i)) continue;
        contributors_[i].insert(device);
        if (!counts) continue;
        seen.insert(sets.columns.begin(), sets.columns.end());
        read += sets.columns.size();
      }
      if (counts && (read != seen.size() || static_cast<Index>(read) != inputs))
        return complain("not every product is computed exactly once");
    }
  }

  /// Outputs of a map that are neither summed nor added up nobody needs.
  bool is_summed(Index output) const {
    return owner_.contains(output) || std::ranges::any_of(tasks_, [output](const auto& task) {
             return task.second.rows.contains(output);
           });
  }

  void find_owners() {
    for (const Task& task : adding_.tasks) {
      const std::set<Index> own = members(task.computes);
      for (const Index i : own)
        if (!owner_.emplace(i, task.device).second) complain("an output is added up twice");
      for (const Piece& read : task.reads) {
        if (read.map.layer != adding_.layer || read.map.summed_by == nobody)
          complain("something else than partial sums is added up");
        for (const Index i : members(read.region)) {
          if (!own.contains(i)) complain("a partial sum is added to another output");
          if (!added_.insert({i, read.map.summed_by}).second)
            complain("a partial sum is added twice");
        }
      }
    }
  }

  void check_sums() {
    for (const auto& [row, devices] : contributors_) {
      if (!owner_.contains(row)) return complain("an output is not added up");
      for (const DeviceId device : devices)
        if (!added_.contains({row, device})) return complain("a partial sum is left out");
    }
  }

  /// What is sent between partial sums and their addition: partial sums, and none twice.
  void check_messages() {
    std::set<std::tuple<MapId, DeviceId, Index>> arrived;
    for (const Message& message : adding_.messages) {
      for (const Piece& piece : message.pieces) {
        if (piece.map.summed_by == nobody || piece.map.layer != adding_.layer)
          return complain(
              "a message between partial sums and their addition brings something else");
        for (const Index i : members(piece.region))
          if (!arrived.insert({piece.map, message.destination, i}).second)
            return complain("a partial sum arrives twice");
      }
    }
  }

  const Network& network_;
  const Stage& summing_;
  const Stage& adding_;
  const Layer& layer_;
  Cells cells_;
  std::vector<Index> outputs_;  ///< the cells, in order
  std::map<DeviceId, Sets> tasks_;
  std::map<Index, std::set<DeviceId>> contributors_;  ///< devices that add to each output
  std::map<Index, DeviceId> owner_;                   ///< who adds up
  std::set<std::pair<Index, DeviceId>> added_;        ///< (output, whose sum)
  std::vector<std::string> wrong_;
};

/// Of a stage with tasks: they all do the same.
bool does(const Stage& stage, Operation operation) {
  return !stage.tasks.empty() && stage.tasks.front().operation == operation;
}

}  // namespace

std::vector<Fault> verify_partial_sums(const Network& network, const Plan& plan) {
  std::vector<Fault> wrong;
  const auto complain = [&](std::size_t stage, const std::string& text) {
    wrong.push_back({.text = "layer " + network.layer(plan.stages[stage].layer).name + ": " + text,
                     .stage = static_cast<int>(stage)});
  };
  for (std::size_t s = 0; s < plan.stages.size(); ++s) {
    const Stage& stage = plan.stages[s];
    if (does(stage, Operation::add_up) &&
        (s == 0 || !does(plan.stages[s - 1], Operation::sum_of_products)))
      complain(s, "no partial sums to add up");
    if (!does(stage, Operation::sum_of_products)) continue;
    if (s + 1 == plan.stages.size() || !does(plan.stages[s + 1], Operation::add_up) ||
        plan.stages[s + 1].layer != stage.layer) {
      complain(s, "nobody adds up");
      continue;
    }
    for (const std::string& text : LayerCheck(network, stage, plan.stages[s + 1]).run())
      complain(s, text);
  }
  return wrong;
}

}  // namespace modnn
