#include "partition/verify.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "partition/verify_partial_sums.h"

namespace modnn {
namespace {

using Axes = std::array<Range, 3>;  ///< channels, rows, columns

Axes axes(const Box& box) { return {box.channels, box.rows, box.cols}; }

/// The inputs that a sliding window touches along one axis, found by visiting every tap of every
/// output.
Range touched(const Range& outputs, Index kernel, Index stride, Index dilation, Index padding,
              Index extent) {
  Range range{extent, 0};
  for (Index output = outputs.begin; output < outputs.end; ++output) {
    for (Index tap = 0; tap < kernel; ++tap) {
      const Index input = output * stride - padding + tap * dilation;
      if (input < 0 || input >= extent) continue;
      range.begin = std::min(range.begin, input);
      range.end = std::max(range.end, input + 1);
    }
  }
  return range;
}

Axes touched(const Window& w, const Range& channels, const Axes& output, const Shape& input) {
  return {channels,
          touched(output[1], w.kernel_height, w.stride_height, w.dilation_height, w.pad_top,
                  input.height),
          touched(output[2], w.kernel_width, w.stride_width, w.dilation_width, w.pad_left,
                  input.width)};
}

/// The smallest range that holds `to_input(o)` for all o of `outputs`.
template <typename ToInput>
Range image(const Range& outputs, ToInput&& to_input) {
  Range range{to_input(outputs.begin), to_input(outputs.begin) + 1};
  for (Index o = outputs.begin; o < outputs.end; ++o) {
    range.begin = std::min(range.begin, to_input(o));
    range.end = std::max(range.end, to_input(o) + 1);
  }
  return range;
}

/// What the output region depends on of input number `which`: one overload per layer definition.
struct Dependency {
  Axes output;
  std::vector<Shape> inputs;
  std::size_t which;

  Shape input() const { return inputs[which]; }
  Axes all() const { return axes(whole(input())); }

  Axes operator()(const Conv& conv) const {
    const Index per_group_in = input().channels / conv.groups;
    const Index per_group_out = conv.outputs / conv.groups;
    Range channels = image(output[0], [&](Index o) { return o / per_group_out * per_group_in; });
    channels.end += per_group_in - 1;
    return touched(conv.window, channels, output, input());
  }
  Axes operator()(const MaxPool& pool) const {
    return touched(pool.window, output[0], output, input());
  }
  Axes operator()(const AvgPool& pool) const {
    return touched(pool.window, output[0], output, input());
  }
  Axes operator()(const GlobalPool&) const { return {output[0], all()[1], all()[2]}; }
  Axes operator()(const Lrn& lrn) const {
    const Index below = lrn.size / 2, above = (lrn.size - 1) / 2;
    return {Range{std::max<Index>(0, output[0].begin - below),
                  std::min(input().channels, output[0].end + above)},
            output[1], output[2]};
  }
  Axes operator()(const Concat&) const {
    Index offset = 0;
    for (std::size_t i = 0; i < which; ++i) offset += inputs[i].channels;
    const Range channels{std::max<Index>(0, output[0].begin - offset),
                         std::min(input().channels, output[0].end - offset)};
    if (channels.empty()) return {};
    return {channels, output[1], output[2]};
  }
  Axes operator()(const Reorg& reorg) const {
    const Index s = reorg.stride, depth = input().channels;
    const Range i = image(output[0], [&](Index o) { return o / depth / s; });
    const Range j = image(output[0], [&](Index o) { return o / depth % s; });
    const Range c = image(output[0], [&](Index o) { return o % depth; });
    return {c, Range{output[1].begin * s + i.begin, (output[1].end - 1) * s + i.end},
            Range{output[2].begin * s + j.begin, (output[2].end - 1) * s + j.end}};
  }
  Axes operator()(const Upsample& upsample) const {
    const auto source = [&](Index o) { return o / upsample.stride; };
    return {output[0], image(output[1], source), image(output[2], source)};
  }
  Axes operator()(const Activate&) const { return output; }
  Axes operator()(const BatchNorm&) const { return output; }
  Axes operator()(const Dropout&) const { return output; }
  Axes operator()(const Add&) const { return output; }
  Axes operator()(const Input&) const { return all(); }
  Axes operator()(const Dense&) const { return all(); }
  Axes operator()(const SparseDense&) const { return all(); }
  Axes operator()(const Flatten&) const { return all(); }
  Axes operator()(const Softmax&) const { return all(); }
};

/// A feature map cut at every coordinate where any region begins or ends: inside a cell nothing
/// changes, so that marking cells is exact and cheap.
class Cells {
 public:
  void cut_at(const Axes& box) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      cuts_[axis].insert(box[axis].begin);
      cuts_[axis].insert(box[axis].end);
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
      return Range{std::distance(cuts.begin(), cuts.lower_bound(box[axis].begin)),
                   std::distance(cuts.begin(), cuts.lower_bound(box[axis].end))};
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
  std::array<std::set<Index>, 3> cuts_;
};

class Verifier {
 public:
  Verifier(const Network& network, const Plan& plan, double bytes_per_value,
           const Patterns& patterns)
      : network_(network), plan_(plan), bytes_per_value_(bytes_per_value), patterns_(patterns) {}

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
      return {dependency_of(network_.layer(stage.layer), which, task)};
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
  }

  Axes dependency_of(const Layer& layer, std::size_t which, const Task& task) const {
    if (task.output.empty()) return {};
    std::vector<Shape> inputs;
    for (const LayerId input : layer.inputs) inputs.push_back(network_.layer(input).shape);
    return std::visit(Dependency{axes(task.output), std::move(inputs), which}, layer.kind);
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
      for (const Piece& piece : message.pieces) {
        elements += static_cast<double>(piece.box.elements());
        if (!piece.partial_sums && !can_send(stage, index, piece)) {
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

  bool can_send(const Stage& stage, std::size_t index, const Piece& piece) {
    const Message& message = stage.messages[index];
    std::vector<char> marks = held(message.source, piece.tensor);
    for (const int earlier : message.after) {
      if (earlier < 0 || static_cast<std::size_t>(earlier) >= index) return false;
      const Message& arrived = stage.messages[static_cast<std::size_t>(earlier)];
      if (arrived.destination != message.source) return false;
      for (const Piece& brought : arrived.pieces) {
        if (brought.tensor != piece.tensor) continue;
        cells_[piece.tensor].visit(axes(brought.box), [&](std::size_t cell) { marks[cell] = 1; });
      }
    }
    bool all = true;
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
      bool once = true;
      cells_[id].visit(axes(whole(network_.layer(id).shape)),
                       [&](std::size_t cell) { once = once && times[cell] == 1; });
      if (!once) {
        complain("layer " + network_.layer(id).name +
                 ": not every output is computed exactly once");
      }
    }
  }

  void check_macs() {
    for (LayerId id = 1; id < network_.size(); ++id) {
      double planned = 0;
      for (const Stage& stage : plan_.stages) {
        if (stage.layer != id) continue;
        for (const Task& task : stage.tasks) planned += task.work.macs;
      }
      const auto pattern = patterns_.find(id);
      const double needed = pattern == patterns_.end()
                                ? work(network_, id, whole(network_.layer(id).shape)).macs
                                : static_cast<double>(pattern->second->column_of.size());
      if (std::abs(planned - needed) > 1e-9 * needed) {
        complain("layer " + network_.layer(id).name + ": the tasks' MACs do not add up");
      }
    }
  }

  const Network& network_;
  const Plan& plan_;
  double bytes_per_value_;
  const Patterns& patterns_;
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
