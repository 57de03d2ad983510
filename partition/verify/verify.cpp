#include "partition/verify/verify.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "partition/verify/verify_dependency.h"
#include "partition/verify/verify_partial_sums.h"

namespace modnn {
namespace {

/// A feature map cut at every coordinate where any region begins or ends: inside a cell nothing
/// changes, so that marking cells is exact and cheap.
class Cells {
 public:
  void cut_at(const Axes& box) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      cuts_[axis].push_back(box[axis].begin);
      cuts_[axis].push_back(box[axis].end);
    }
  }
  /// To be called between the last cut and the first visit.
  void settle() {
    for (auto& cuts : cuts_) {
      std::sort(cuts.begin(), cuts.end());
      cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    }
  }
  std::size_t size() const {
    std::size_t cells = 1;
    for (const auto& cuts : cuts_) cells *= cuts.size();
    return cells;
  }
  template <typename Visit>
  void visit(const Axes& box, Visit&& visit_cell) const {
    const auto span = [this, &box](std::size_t axis) {
      const auto& cuts = cuts_[axis];
      const auto place = [&cuts](Index at) {
        return std::lower_bound(cuts.begin(), cuts.end(), at) - cuts.begin();
      };
      return Range{place(box[axis].begin), place(box[axis].end)};
    };
    const Range c = span(0), r = span(1), w = span(2);
    const auto rows = static_cast<Index>(cuts_[1].size());
    const auto cols = static_cast<Index>(cuts_[2].size());
    for (Index i = c.begin; i < c.end; ++i) {
      for (Index j = r.begin; j < r.end; ++j) {
        for (Index k = w.begin; k < w.end; ++k) {
          visit_cell(static_cast<std::size_t>((i * rows + j) * cols + k));
        }
      }
    }
  }

 private:
  std::array<std::vector<Index>, 3> cuts_;
};

class Verifier {
 public:
  Verifier(const Network& network, const Plan& plan, double bytes_per_value,
           const Patterns& patterns)
      : network_(network),
        plan_(plan),
        bytes_per_value_(bytes_per_value),
        patterns_(patterns),
        needed_(needed_for_result(network)) {}

  std::vector<std::string> run() {
    if (!indices_are_valid()) return wrong_;
    cut_maps();
    hold(group_owner, 0, axes(whole(network_.input_shape())));
    for (const Stage& stage : plan_.stages) {
      check_messages(stage);
      check_tasks(stage);
    }
    check_outputs();
    check_macs();
    for (const std::string& wrong : verify_partial_sums(network_, plan_)) complain(wrong);
    if (!holds(group_owner, network_.size() - 1, axes(whole(network_.layers.back().shape)))) {
      complain("the result does not end at the group owner");
    }
    return wrong_;
  }

 private:
  void complain(const std::string& text) {
    if (wrong_.size() < 20) wrong_.push_back(text);
  }
  std::string at(LayerId layer, DeviceId device) const {
    return "layer " + network_.layer(layer).name + ", device " + std::to_string(device) + ": ";
  }

  bool indices_are_valid() {
    const auto device_exists = [this](DeviceId device) {
      return device >= 0 && device < plan_.devices;
    };
    const auto inside = [this](LayerId tensor, const Box& box) {
      return tensor >= 0 && tensor < network_.size() &&
             whole(network_.layer(tensor).shape).contains(box);
    };
    for (const Stage& stage : plan_.stages) {
      if (stage.layer < 1 || stage.layer >= network_.size()) {
        complain("a stage names a layer that does not exist");
        return false;
      }
      for (const Task& task : stage.tasks) {
        if (!device_exists(task.device) || !inside(stage.layer, task.output) ||
            !hulls_match(stage, task)) {
          complain("a task of layer " + network_.layer(stage.layer).name +
                   " names a device or region that does not exist");
        }
      }
      for (const Message& message : stage.messages) {
        bool valid = device_exists(message.source) && device_exists(message.destination) &&
                     message.source != message.destination;
        for (const Piece& piece : message.pieces) valid = valid && inside(piece.tensor, piece.box);
        if (!valid) complain("a message names a device or region that does not exist");
      }
    }
    return wrong_.empty();
  }

  /// Of a layer that is cut by neurons, regions must be what the sets of neurons span.
  bool hulls_match(const Stage& stage, const Task& task) const {
    if (stage.phase == Phase::whole) return task.rows.empty() && task.columns.empty();
    if (task.rows.empty() || task.output.channels != spanned(task.rows)) return false;
    if (stage.phase == Phase::combine) return true;
    const Box input = whole(network_.layer(network_.layer(stage.layer).inputs[0]).shape);
    return !task.columns.empty() && task.inputs.size() == 1 && input.contains(task.inputs[0]) &&
           task.inputs[0].channels == spanned(task.columns);
  }
  static Range spanned(const Ranges& set) { return {set.front().begin, set.back().end}; }

  /// What a task computes, and what it reads of its input number `which`.
  std::vector<Axes> computed(const Stage& stage, const Task& task) const {
    if (stage.phase == Phase::whole) return {axes(task.output)};
    if (stage.phase == Phase::partial_sums) return {};
    return neurons(task.rows);
  }
  std::vector<Axes> read(const Stage& stage, const Task& task, std::size_t which) const {
    if (stage.phase == Phase::whole)
      return {dependency(network_, stage.layer, which, axes(task.output))};
    if (stage.phase == Phase::combine) return {};
    return neurons(task.columns);
  }
  static std::vector<Axes> neurons(const Ranges& set) {
    std::vector<Axes> axes;
    for (const Range& range : set) axes.push_back({range, Range{0, 1}, Range{0, 1}});
    return axes;
  }

  void cut_maps() {
    cells_.resize(network_.layers.size());
    for (LayerId id = 0; id < network_.size(); ++id) {
      cells_[id].cut_at(axes(whole(network_.layer(id).shape)));
      cells_[id].cut_at(needed_[id]);
    }
    for (const Stage& stage : plan_.stages) {
      const Layer& layer = network_.layer(stage.layer);
      for (const Message& message : stage.messages) {
        for (const Piece& piece : message.pieces) cells_[piece.tensor].cut_at(axes(piece.box));
      }
      for (const Task& task : stage.tasks) {
        for (const Axes& box : computed(stage, task)) cells_[stage.layer].cut_at(box);
        for (std::size_t i = 0; i < layer.inputs.size(); ++i) {
          for (const Axes& box : read(stage, task, i)) cells_[layer.inputs[i]].cut_at(box);
        }
      }
    }
    for (Cells& cells : cells_) cells.settle();
  }

  std::vector<char>& held(DeviceId device, LayerId tensor) {
    auto& marks = held_[{device, tensor}];
    marks.resize(cells_[tensor].size());
    return marks;
  }
  void hold(DeviceId device, LayerId tensor, const Axes& box) {
    auto& marks = held(device, tensor);
    cells_[tensor].visit(box, [&](std::size_t cell) { marks[cell] = 1; });
  }
  bool holds(DeviceId device, LayerId tensor, const Axes& box) {
    const auto& marks = held(device, tensor);
    bool all = true;
    cells_[tensor].visit(box, [&](std::size_t cell) { all = all && marks[cell] != 0; });
    return all;
  }

  /// A message may start when the messages that it names in `after` have arrived: it must not count
  /// on any other of its stage.
  void check_messages(const Stage& stage) {
    for (std::size_t index = 0; index < stage.messages.size(); ++index) {
      const Message& message = stage.messages[index];
      double elements = 0;
      std::map<LayerId, Marks> ready;  // a message may have thousands of pieces
      for (const Piece& piece : message.pieces) {
        elements += static_cast<double>(piece.box.elements());
        if (piece.partial_sums) continue;
        const auto [marks, first] = ready.try_emplace(piece.tensor);
        if (first) marks->second = ready_to_send(stage, index, piece.tensor);
        if (!all_marked(marks->second, piece)) {
          complain(at(stage.layer, message.source) + "sends a part of " +
                   network_.layer(piece.tensor).name + " that it does not hold");
        }
      }
      if (std::abs(elements * bytes_per_value_ - message.bytes) > 1e-6 * message.bytes) {
        complain(at(stage.layer, message.source) + "a message's bytes do not match its pieces");
      }
    }
    for (const Message& message : stage.messages) {
      for (const Piece& piece : message.pieces) {
        if (!piece.partial_sums) hold(message.destination, piece.tensor, axes(piece.box));
      }
    }
  }

  using Marks = std::vector<char>;  ///< [cell]; none when a message waits for what cannot be

  /// What the source of a message holds of a tensor when the message may start.
  Marks ready_to_send(const Stage& stage, std::size_t index, LayerId tensor) {
    const Message& message = stage.messages[index];
    Marks marks = held(message.source, tensor);
    for (const int earlier : message.after) {
      if (earlier < 0 || static_cast<std::size_t>(earlier) >= index) return {};
      const Message& arrived = stage.messages[static_cast<std::size_t>(earlier)];
      if (arrived.destination != message.source) return {};
      for (const Piece& brought : arrived.pieces) {
        if (brought.tensor != tensor) continue;
        cells_[tensor].visit(axes(brought.box), [&](std::size_t cell) { marks[cell] = 1; });
      }
    }
    return marks;
  }
  bool all_marked(const Marks& marks, const Piece& piece) const {
    bool all = !marks.empty();
    cells_[piece.tensor].visit(axes(piece.box),
                               [&](std::size_t cell) { all = all && marks[cell] != 0; });
    return all;
  }

  void check_tasks(const Stage& stage) {
    const Layer& layer = network_.layer(stage.layer);
    for (const Task& task : stage.tasks) {
      for (std::size_t i = 0; i < layer.inputs.size(); ++i) {
        for (const Axes& box : read(stage, task, i)) {
          if (holds(task.device, layer.inputs[i], box)) continue;
          complain(at(stage.layer, task.device) + "lacks a part of " +
                   network_.layer(layer.inputs[i]).name);
          break;
        }
      }
    }
    for (const Task& task : stage.tasks)
      for (const Axes& box : computed(stage, task)) hold(task.device, stage.layer, box);
  }

  void check_outputs() {
    for (LayerId id = 1; id < network_.size(); ++id) {
      std::vector<int> times(cells_[id].size());
      for (const Stage& stage : plan_.stages) {
        if (stage.layer != id) continue;
        for (const Task& task : stage.tasks)
          for (const Axes& box : computed(stage, task))
            cells_[id].visit(box, [&](std::size_t cell) { ++times[cell]; });
      }
      bool once = std::ranges::all_of(times, [](int count) { return count <= 1; });
      cells_[id].visit(needed_[id], [&](std::size_t cell) { once = once && times[cell] == 1; });
      if (!once) {
        complain("layer " + network_.layer(id).name +
                 ": not every output is computed exactly once");
      }
    }
  }

  /// MACs of computing these outputs of a layer.
  double macs_of(LayerId id, const Axes& output) const {
    const auto pattern = patterns_.find(id);
    if (pattern != patterns_.end()) {
      const std::vector<Index>& starts = pattern->second->row_starts;
      return static_cast<double>(starts[output[0].end] - starts[output[0].begin]);
    }
    double elements = 1;
    for (const Range& range : output) elements *= static_cast<double>(range.size());
    const Shape shape = network_.layer(id).shape;
    return work(network_, id, whole(shape)).macs * elements / static_cast<double>(shape.elements());
  }

  void check_macs() {
    for (LayerId id = 1; id < network_.size(); ++id) {
      double planned = 0, needed = 0;
      for (const Stage& stage : plan_.stages) {
        if (stage.layer != id) continue;
        for (const Task& task : stage.tasks) {
          planned += task.work.macs;
          for (const Axes& box : computed(stage, task)) needed += macs_of(id, box);
        }
      }
      if (std::abs(planned - needed) > 1e-9 * needed) {
        complain("layer " + network_.layer(id).name + ": the tasks' MACs do not add up");
      }
    }
  }

  const Network& network_;
  const Plan& plan_;
  double bytes_per_value_;
  const Patterns& patterns_;
  std::vector<Axes> needed_;  ///< [tensor]
  std::vector<Cells> cells_;  ///< [tensor]
  std::map<std::pair<DeviceId, LayerId>, std::vector<char>> held_;
  std::vector<std::string> wrong_;
};

}  // namespace

std::vector<std::string> verify(const Network& network, const Plan& plan, double bytes_per_value,
                                const Patterns& patterns) {
  return Verifier(network, plan, bytes_per_value, patterns).run();
}

}  // namespace modnn
