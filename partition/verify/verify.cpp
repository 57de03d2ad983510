#include "partition/verify/verify.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "partition/verify/cells.h"
#include "partition/verify/verify_dependency.h"
#include "partition/verify/verify_order.h"
#include "partition/verify/verify_partial_sums.h"

namespace modnn {
namespace {

class Verifier {
 public:
  Verifier(const Network& network, const Plan& plan, double bytes_per_value,
           const Patterns& patterns, const Situation& start)
      : network_(network),
        plan_(plan),
        bytes_per_value_(bytes_per_value),
        patterns_(patterns),
        start_(start),
        needed_(needed_for_result(network, start.layer)) {}

  std::vector<Fault> run() {
    if (!indices_are_valid()) return wrong_;
    cut_maps();
    hold_start();
    for (const Stage& stage : plan_.stages) {
      check_messages(stage);
      check_tasks(stage);
    }
    check_outputs();
    check_macs();
    for (const Fault& fault : verify_partial_sums(network_, plan_)) complain(fault);
    if (wrong_.empty())
      for (const Fault& fault : verify_order(network_, plan_)) complain(fault);
    if (!holds(group_owner, {network_.size() - 1}, whole(network_.layers.back().shape))) {
      complain({.text = "the result does not end at the group owner"});
    }
    return wrong_;
  }

 private:
  void complain(Fault fault) {
    if (wrong_.size() < 20) wrong_.push_back(std::move(fault));
  }
  /// About a stage, and one of its messages or tasks.
  template <class Part>
  void complain(const Stage& stage, const Part& part, const std::string& text) {
    Fault fault{.text = text, .stage = static_cast<int>(&stage - plan_.stages.data())};
    if constexpr (std::is_same_v<Part, Message>)
      fault.message = static_cast<int>(&part - stage.messages.data());
    else
      fault.task = static_cast<int>(&part - stage.tasks.data());
    complain(std::move(fault));
  }
  /// About a layer: where it is computed.
  void complain(LayerId layer, const std::string& text) {
    const auto of_layer = [layer](const Stage& stage) { return stage.layer == layer; };
    const auto stage = std::ranges::find_if(plan_.stages, of_layer);
    const bool none = stage == plan_.stages.end();
    complain({.text = "layer " + network_.layer(layer).name + ": " + text,
              .stage = none ? -1 : static_cast<int>(stage - plan_.stages.begin())});
  }
  std::string at(LayerId layer, DeviceId device) const {
    return "layer " + network_.layer(layer).name + ", device " + std::to_string(device) + ": ";
  }
  std::string name(MapId map) const {
    const std::string layer = network_.layer(map.layer).name;
    if (map.summed_by == nobody) return layer;
    return "device " + std::to_string(map.summed_by) + "'s partial sums of " + layer;
  }

  bool exists(DeviceId device) const { return device >= 0 && device < plan_.devices; }
  bool exists(const Piece& piece) const {
    const auto [layer, summed_by] = piece.map;
    if (layer < 0 || layer >= network_.size()) return false;
    if (summed_by != nobody && !exists(summed_by)) return false;
    const Box map = whole(network_.layer(layer).shape);
    return std::ranges::all_of(piece.region.boxes(),
                               [&map](const Box& box) { return map.contains(box); });
  }

  bool indices_are_valid() {
    for (const Stage& stage : plan_.stages) {
      if (stage.layer < 1 || stage.layer >= network_.size()) {
        complain({.text = "a stage names a layer that does not exist",
                  .stage = static_cast<int>(&stage - plan_.stages.data())});
        return false;
      }
      for (const Task& task : stage.tasks) {
        if (!exists(task.device) || !exists({{stage.layer}, task.computes}) ||
            !std::ranges::all_of(task.reads, [this](const Piece& read) { return exists(read); })) {
          complain(stage, task,
                   "a task of layer " + network_.layer(stage.layer).name +
                       " names a device or region that does not exist");
        }
        if (task.operation != stage.tasks.front().operation)
          complain(stage, task,
                   "layer " + network_.layer(stage.layer).name +
                       ": tasks of one stage do different things");
      }
      for (const Message& message : stage.messages) {
        if (!exists(message.source) || !exists(message.destination) ||
            message.source == message.destination ||
            !std::ranges::all_of(message.pieces,
                                 [this](const Piece& sent) { return exists(sent); }))
          complain(stage, message, "a message names a device or region that does not exist");
      }
    }
    return wrong_.empty();
  }

  void cut_at(MapId map, const Region& region) {
    for (const Box& box : region.boxes()) cells(map).cut_at(axes(box));
  }
  Cells& cells(MapId map) { return cells_[map]; }

  /// What a task must read of its layer's input number `which`, from the layers' definitions.
  std::vector<Axes> dependencies(const Stage& stage, const Task& task, std::size_t which) const {
    std::vector<Axes> all;
    for (const Box& box : task.computes.boxes())
      all.push_back(dependency(network_, stage.layer, which, axes(box)));
    return all;
  }

  void cut_maps() {
    for (LayerId id = 0; id < network_.size(); ++id) {
      cells({id}).cut_at(needed_[id]);
      for (DeviceId device = 0; device < plan_.devices; ++device)
        cut_at({id}, start_.holdings.held({id}, device));
    }
    for (const Stage& stage : plan_.stages) {
      for (const Message& message : stage.messages)
        for (const Piece& piece : message.pieces) cut_at(piece.map, piece.region);
      const std::vector<LayerId>& inputs = network_.layer(stage.layer).inputs;
      for (const Task& task : stage.tasks) {
        cut_at(computed_map(stage, task), task.computes);
        cut_at(computed_map(stage, task), task.owns);
        for (const Piece& read : task.reads) cut_at(read.map, read.region);
        if (task.operation != Operation::compute) continue;
        for (std::size_t i = 0; i < inputs.size(); ++i)
          for (const Axes& box : dependencies(stage, task, i)) cells({inputs[i]}).cut_at(box);
      }
    }
    for (auto& [map, cut] : cells_) cut.settle();
  }

  using Marks = std::vector<char>;  ///< [cell]

  Marks& held(DeviceId device, MapId map) {
    Marks& marks = held_[{device, map}];
    marks.resize(cells(map).size());
    return marks;
  }
  void mark(Marks& marks, MapId map, const Region& region) {
    for (const Box& box : region.boxes())
      cells(map).visit(axes(box), [&](std::size_t cell) { marks[cell] = 1; });
  }
  bool all_marked(const Marks& marks, MapId map, const Axes& box) {
    bool all = true;
    cells(map).visit(box, [&](std::size_t cell) { all = all && marks[cell] != 0; });
    return all;
  }
  bool all_marked(const Marks& marks, MapId map, const Region& region) {
    return std::ranges::all_of(region.boxes(),
                               [&](const Box& box) { return all_marked(marks, map, axes(box)); });
  }
  bool holds(DeviceId device, MapId map, const Region& region) {
    return all_marked(held(device, map), map, region);
  }

  void hold_start() {
    for (LayerId id = 0; id < network_.size(); ++id) {
      for (DeviceId device = 0; device < plan_.devices; ++device) {
        const Region& region = start_.holdings.held({id}, device);
        if (!region.empty()) mark(held(device, {id}), {id}, region);
      }
    }
  }

  /// A message may start when the messages that it names in `after` have arrived: it must not count
  /// on any other of its stage.
  void check_messages(const Stage& stage) {
    const std::vector<char> forwarded = forwarded_messages(stage);
    for (std::size_t index = 0; index < stage.messages.size(); ++index) {
      const Message& message = stage.messages[index];
      if (!waits_for_earlier(stage, index))
        complain(stage, message,
                 at(stage.layer, message.source) + "a message waits for one that cannot come");
      double elements = 0;
      for (const Piece& piece : message.pieces) {
        elements += static_cast<double>(piece.region.elements());
        if (!all_marked(ready_to_send(stage, message, piece.map, forwarded), piece.map,
                        piece.region))
          complain(stage, message,
                   at(stage.layer, message.source) + "sends a part of " + name(piece.map) +
                       " that it does not hold");
      }
      if (std::abs(elements * bytes_per_value_ - message.bytes) > 1e-6 * message.bytes) {
        complain(stage, message,
                 at(stage.layer, message.source) + "a message's bytes do not match its pieces");
      }
    }
    for (std::size_t index = 0; index < stage.messages.size(); ++index) {
      const Message& message = stage.messages[index];
      if (forwarded[index]) continue;  // it does not stop there
      for (const Piece& piece : message.pieces)
        mark(held(message.destination, piece.map), piece.map, piece.region);
    }
  }

  bool waits_for_earlier(const Stage& stage, std::size_t index) const {
    const Message& message = stage.messages[index];
    return std::ranges::all_of(message.after, [&](int earlier) {
      return earlier >= 0 && static_cast<std::size_t>(earlier) < index &&
             stage.messages[static_cast<std::size_t>(earlier)].destination == message.source;
    });
  }

  /// What the source of a message holds of a map when the message may start.
  Marks ready_to_send(const Stage& stage, const Message& message, MapId map,
                      const std::vector<char>& forwarded) {
    Marks marks = held(message.source, map);
    for (const std::size_t hop : first_hops(stage, message)) {
      if (forwarded[hop] && !message.relay) continue;
      for (const Piece& brought : stage.messages[hop].pieces)
        if (brought.map == map) mark(marks, map, brought.region);
    }
    return marks;
  }

  void check_tasks(const Stage& stage) {
    for (const Task& task : stage.tasks) {
      for (const Piece& read : task.reads) {
        if (!holds(task.device, read.map, read.region))
          complain(stage, task, at(stage.layer, task.device) + "lacks a part of " + name(read.map));
      }
      if (task.operation == Operation::compute) check_reads(stage, task);
    }
    for (const Task& task : stage.tasks)
      mark(held(task.device, computed_map(stage, task)), computed_map(stage, task), task.computes);
  }

  /// A task that computes names every input of its layer, and all of it that it depends on.
  void check_reads(const Stage& stage, const Task& task) {
    const std::vector<LayerId>& inputs = network_.layer(stage.layer).inputs;
    bool complete = task.reads.size() == inputs.size();
    for (std::size_t i = 0; complete && i < inputs.size(); ++i) {
      const MapId input{inputs[i]};
      Marks marks(cells(input).size());
      mark(marks, input, task.reads[i].region);
      complete = task.reads[i].map == input;
      for (const Axes& box : dependencies(stage, task, i))
        complete = complete && all_marked(marks, input, box);
    }
    if (!complete)
      complain(stage, task, at(stage.layer, task.device) + "does not say all that it reads");
  }

  /// What is needed of a map is computed, and no two devices own the same of it. What a device
  /// computes and does not own, it needs itself.
  void check_outputs() {
    for (LayerId id = start_.layer; id < network_.size(); ++id) {
      const MapId map{id};
      Marks computed(cells(map).size());
      std::vector<int> owners(cells(map).size());
      for_tasks(map, [&](const Stage& stage, const Task& task) {
        mark(computed, map, task.computes);
        for (const Box& box : task.owns.boxes())
          cells(map).visit(axes(box), [&](std::size_t cell) { ++owners[cell]; });
        if (task.owns.boxes() != task.computes.boxes()) check_share(map, stage, task);
      });
      if (std::ranges::any_of(owners, [](int count) { return count > 1; }))
        complain(id, "two devices own the same outputs");
      if (!empty(needed_[id]) && !all_marked(computed, map, needed_[id]))
        complain(id, "not every output is computed");
    }
  }

  void check_share(MapId map, const Stage& stage, const Task& task) {
    Marks marks(cells(map).size());
    mark(marks, map, task.computes);
    if (!all_marked(marks, map, task.owns))
      complain(stage, task, at(map.layer, task.device) + "owns what it does not compute");
    marks = read_later(task.device, map);
    mark(marks, map, task.owns);
    if (!all_marked(marks, map, task.computes))
      complain(stage, task, at(map.layer, task.device) + "computes what nobody needs of it");
  }

  template <typename Use>
  void for_tasks(MapId map, Use&& use) const {
    for (const Stage& stage : plan_.stages)
      for (const Task& task : stage.tasks)
        if (computed_map(stage, task) == map) use(stage, task);
  }

  /// What the device's own tasks read of a map.
  Marks read_later(DeviceId device, MapId map) {
    Marks marks(cells(map).size());
    for (const Stage& stage : plan_.stages)
      for (const Task& task : stage.tasks)
        for (const Piece& read : task.reads)
          if (task.device == device && read.map == map) mark(marks, map, read.region);
    return marks;
  }

  /// MACs of computing these outputs of a layer.
  double macs_of(LayerId id, const Box& output) const {
    const auto pattern = patterns_.find(id);
    if (pattern != patterns_.end()) {
      const std::vector<Index>& starts = pattern->second->row_starts;
      return static_cast<double>(starts[output.channels.end] - starts[output.channels.begin]);
    }
    const Shape shape = network_.layer(id).shape;
    return work(network_, id, whole(shape)).macs * static_cast<double>(output.elements()) /
           static_cast<double>(shape.elements());
  }

  void check_macs() {
    for (LayerId id = start_.layer; id < network_.size(); ++id) {
      double planned = 0, needed = 0;
      for (const Stage& stage : plan_.stages) {
        if (stage.layer != id) continue;
        for (const Task& task : stage.tasks) {
          planned += task.work.macs;
          if (task.operation == Operation::sum_of_products) continue;
          for (const Box& box : task.computes.boxes()) needed += macs_of(id, box);
        }
      }
      if (std::abs(planned - needed) > 1e-9 * needed) {
        complain(id, "the tasks' MACs do not add up");
      }
    }
  }

  const Network& network_;
  const Plan& plan_;
  double bytes_per_value_;
  const Patterns& patterns_;
  const Situation& start_;
  std::vector<Axes> needed_;  ///< [layer]
  std::map<MapId, Cells> cells_;
  std::map<std::pair<DeviceId, MapId>, Marks> held_;
  std::vector<Fault> wrong_;
};

}  // namespace

std::vector<Fault> find_faults(const Situation& start, const Network& network, const Plan& plan,
                               double bytes_per_value, const Patterns& patterns) {
  return Verifier(network, plan, bytes_per_value, patterns, start).run();
}

std::vector<std::string> verify(const Network& network, const Plan& plan, double bytes_per_value,
                                const Patterns& patterns) {
  return verify_from(beginning(network, plan.devices), network, plan, bytes_per_value, patterns);
}

std::vector<std::string> verify_from(const Situation& start, const Network& network,
                                     const Plan& plan, double bytes_per_value,
                                     const Patterns& patterns) {
  std::vector<std::string> texts;
  for (Fault& fault : find_faults(start, network, plan, bytes_per_value, patterns))
    texts.push_back(std::move(fault.text));
  return texts;
}

}  // namespace modnn
