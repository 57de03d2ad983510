#include "partition/verify/verify_partial_sums.h"

#include <map>
#include <set>
#include <utility>

namespace modnn {
namespace {

std::set<Index> members(const Ranges& set) {
  std::set<Index> all;
  for (const Range& range : set)
    for (Index i = range.begin; i < range.end; ++i) all.insert(i);
  return all;
}

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
    for (const Task& task : summing.tasks)
      tasks_[task.device] = {members(task.rows), members(task.columns)};
  }

  std::vector<std::string> run() {
    if (tasks_.size() != summing_.tasks.size()) complain("a device has two tasks");
    summing_.nonzeros ? check_nonzeros() : check_rectangles();
    find_owners();
    check_messages();
    return wrong_;
  }

 private:
  void complain(const std::string& text) { wrong_.push_back("layer " + layer_.name + ": " + text); }

  void check_nonzeros() {
    const NonzeroOwners& owners = *summing_.nonzeros;
    const auto rows = static_cast<std::size_t>(layer_.shape.elements());
    if (owners.row_starts.size() != rows + 1 || owners.column_of.size() != owners.device.size() ||
        owners.row_starts.back() != static_cast<Index>(owners.column_of.size()))
      return complain("the nonzeros do not fit the layer");
    for (std::size_t i = 0; i < rows; ++i) {
      for (Index n = owners.row_starts[i]; n < owners.row_starts[i + 1]; ++n) {
        const auto task = tasks_.find(owners.device[n]);
        if (task == tasks_.end() || !task->second.columns.contains(owners.column_of[n]) ||
            !task->second.rows.contains(static_cast<Index>(i)))
          return complain("a product is computed by a device that has no part in it");
        contributors_[static_cast<Index>(i)].insert(task->first);
      }
    }
  }

  void check_rectangles() {
    // Full matrix: every (row, column) once. Columns are read by whole sets of rows.
    const Index inputs = network_.layer(layer_.inputs[0]).shape.elements();
    for (Index i = 0; i < layer_.shape.elements(); ++i) {
      std::set<Index> seen;
      std::size_t read = 0;
      for (const auto& [device, sets] : tasks_) {
        if (!sets.rows.contains(i)) continue;
        contributors_[i].insert(device);
        if (i > 0 && sets.rows == all_rows()) continue;  // as for row 0
        seen.insert(sets.columns.begin(), sets.columns.end());
        read += sets.columns.size();
      }
      const bool as_row_0 = i > 0 && read == 0;
      if (!as_row_0 && (read != seen.size() || static_cast<Index>(read) != inputs))
        return complain("not every product is computed exactly once");
    }
  }

  const std::set<Index>& all_rows() {
    if (all_rows_.empty()) all_rows_ = members({{0, layer_.shape.elements()}});
    return all_rows_;
  }

  void find_owners() {
    for (const Task& task : adding_.tasks)
      for (const Index i : members(task.rows))
        if (!owner_.emplace(i, task.device).second) complain("an output is added up twice");
  }

  void check_messages() {
    std::map<std::pair<Index, DeviceId>, int> arrived;  // (output, where the sum was computed)
    for (const Message& message : adding_.messages) {
      DeviceId from = message.source;
      if (message.relay) from = adding_.messages.at(message.after.at(0)).source;
      for (const Piece& piece : message.pieces) {
        if (!piece.partial_sums || piece.tensor != adding_.layer)
          return complain(
              "a message between partial sums and their addition brings something else");
        for (Index i = piece.box.channels.begin; i < piece.box.channels.end; ++i) {
          if (!tasks_.contains(from) || !tasks_.at(from).rows.contains(i))
            return complain("a device sends a partial sum that it did not compute");
          if (owner_.contains(i) && owner_.at(i) == message.destination) ++arrived[{i, from}];
        }
      }
    }
    for (const auto& [row, devices] : contributors_) {
      if (!owner_.contains(row)) return complain("an output is not added up");
      for (const DeviceId device : devices)
        if (device != owner_.at(row) && arrived[{row, device}] != 1)
          return complain("a partial sum does not arrive exactly once");
    }
  }

  const Network& network_;
  const Stage& summing_;
  const Stage& adding_;
  const Layer& layer_;
  std::map<DeviceId, Sets> tasks_;
  std::map<Index, std::set<DeviceId>> contributors_;  ///< devices that add to each output
  std::map<Index, DeviceId> owner_;
  std::set<Index> all_rows_;
  std::vector<std::string> wrong_;
};

}  // namespace

std::vector<std::string> verify_partial_sums(const Network& network, const Plan& plan) {
  std::vector<std::string> wrong;
  for (std::size_t s = 0; s < plan.stages.size(); ++s) {
    const Stage& stage = plan.stages[s];
    if (stage.phase == Phase::combine &&
        (s == 0 || plan.stages[s - 1].phase != Phase::partial_sums))
      wrong.push_back("layer " + network.layer(stage.layer).name + ": no partial sums to add up");
    if (stage.phase != Phase::partial_sums) continue;
    if (s + 1 == plan.stages.size() || plan.stages[s + 1].phase != Phase::combine ||
        plan.stages[s + 1].layer != stage.layer) {
      wrong.push_back("layer " + network.layer(stage.layer).name + ": nobody adds up");
      continue;
    }
    const auto found = LayerCheck(network, stage, plan.stages[s + 1]).run();
    wrong.insert(wrong.end(), found.begin(), found.end());
  }
  return wrong;
}

}  // namespace modnn
