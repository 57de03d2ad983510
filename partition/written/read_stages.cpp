#include "partition/written/read_stages.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "config/keys.h"
#include "partition/plan/plan_json.h"
#include "partition/plan/task_work.h"
#include "partition/verify/verify.h"
#include "partition/written/plan_keys.h"
#include "partition/written/plan_regions.h"

namespace modnn {
namespace {

/// Reads "1*120 2*80"; a problem, and null, where it is something else or does not fit the matrix.
std::shared_ptr<const NonzeroOwners> read_owners(const Value& value, const Bipartite& pattern,
                                                 const Cluster& cluster) {
  auto owners = std::make_shared<NonzeroOwners>();
  owners->row_starts = pattern.row_starts;
  owners->column_of = pattern.column_of;
  const std::string text = value.string();
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    std::int32_t device = -1;
    std::int64_t count = -1;
    const auto [times, wrong_device] = std::from_chars(at, end, device);
    const bool separated = wrong_device == std::errc() && times != end && *times == '*';
    const auto [next, wrong_count] = std::from_chars(separated ? times + 1 : end, end, count);
    if (wrong_count != std::errc() || device < 0 || device >= cluster.size() || count < 1 ||
        count > pattern.nonzeros()) {
      value.problem(
          fmt::format("expected pairs such as \"1*120 2*80\" of devices below {} and how "
                      "many nonzeros they multiply, got \"{}\" at character {}",
                      cluster.size(), std::string(at, std::min(end, at + 20)), at - text.data()));
      return nullptr;
    }
    owners->device.insert(owners->device.end(), static_cast<std::size_t>(count), device);
    at = next == end || *next != ' ' ? next : next + 1;
    if (static_cast<Index>(owners->device.size()) > pattern.nonzeros()) break;
  }
  if (static_cast<Index>(owners->device.size()) == pattern.nonzeros()) return owners;
  value.problem(fmt::format("expected who multiplies each of the layer's {} nonzeros, got {}{}",
                            pattern.nonzeros(), owners->device.size(),
                            at == end ? "" : " and more"));
  return nullptr;
}

class StageReader {
 public:
  StageReader(const Network& network, const Cluster& cluster, const PlanOptions& options,
              const Patterns& patterns)
      : network_(network),
        cluster_(cluster),
        options_(options),
        patterns_(patterns),
        names_(network, cluster) {}

  Stage read(const Value& value) const {
    KeyReader object(value, stage_keys());
    Stage stage;
    const auto name = object.member("layer");
    const auto layer = name ? names_.layer(*name) : std::nullopt;
    if (layer == 0) name->problem("expected a layer, got the image");
    if (!layer || *layer == 0) return stage;
    stage.layer = *layer;
    if (const auto messages = object.member("messages"))
      for (const Value& message : messages->elements())
        stage.messages.push_back(read_message(message));
    if (const auto nonzeros = object.member("nonzeros")) {
      const auto pattern = patterns_.find(stage.layer);
      if (pattern == patterns_.end())
        nonzeros->problem("expected none, as the layer is not sparse");
      else
        stage.nonzeros = read_owners(*nonzeros, *pattern->second, cluster_);
    }
    if (const auto tasks = object.member("tasks"))
      for (const Value& task : tasks->elements()) stage.tasks.push_back(read_task(task, stage));
    object.done();
    return stage;
  }

  /// What the file says of tasks and messages beside what is read: it must fit.
  void check_printed(const Value& value, const Stage& stage) const {
    for (std::size_t i = 0; i < stage.tasks.size(); ++i) {
      const Value task = value.member("tasks").elements()[i];
      const Json computed = task_json(network_, cluster_, stage.tasks[i]);
      for (const char* key :
           {"output", "output_values", "owned", "owned_values", "inputs", "macs", "elements"}) {
        if (!task.json().contains(key)) continue;
        const Json& printed = task.json()[key];
        if (Json::diff(computed[key], printed).empty()) continue;
        task.member(key).expected(fmt::format(
            "{}, as follows from the regions (it may be left out)", computed[key].dump()));
      }
    }
    for (std::size_t i = 0; i < stage.messages.size(); ++i) {
      const Value message = value.member("messages").elements()[i];
      const double values = stage.messages[i].bytes / options_.bytes_per_value;
      if (!message.json().contains("bytes")) continue;
      const double bytes = message.member("bytes").number();
      if (bytes == 4 * values || bytes == 2 * values || bytes == values) continue;
      message.member("bytes").expected(
          fmt::format("4, 2 or 1 for each of {} values (it may be left out)", values));
    }
  }

 private:
  std::optional<MapId> read_map(KeyReader& object) const {
    const auto tensor = object.member("tensor");
    const auto layer = tensor ? names_.layer(*tensor) : std::nullopt;
    const auto summing = object.member("summed_by");
    const auto device = summing ? names_.device(*summing) : nobody;
    if (!layer || !device) return std::nullopt;
    return MapId{*layer, *device};
  }

  Piece read_piece(const Value& value) const {
    KeyReader object(value, piece_keys());
    Piece piece;
    const auto map = read_map(object);
    const auto region = object.member("region");
    if (map) piece.map = *map;
    if (map && region) piece.region = read_box(*region, network_.layer(map->layer).shape);
    object.done();
    return piece;
  }

  Message read_message(const Value& value) const {
    KeyReader object(value, message_keys());
    Message message;
    if (const auto source = object.member("source"))
      message.source = names_.device(*source).value_or(group_owner);
    if (const auto destination = object.member("destination"))
      message.destination = names_.device(*destination).value_or(group_owner);
    message.purpose = object.word("purpose", purpose_words);
    message.relay = object.boolean("relay");
    if (const auto after = object.member("after"))
      for (const Value& earlier : after->elements())
        message.after.push_back(static_cast<int>(earlier.integer({0, 1e9, false})));
    if (const auto pieces = object.member("pieces")) {
      if (pieces->is_array() && pieces->json().empty()) pieces->expected("at least one piece");
      for (const Value& piece : pieces->elements()) message.pieces.push_back(read_piece(piece));
    }
    for (const Piece& piece : message.pieces)
      message.bytes += static_cast<double>(piece.region.elements()) * options_.bytes_per_value;
    object.done();
    return message;
  }

  Task read_task(const Value& value, const Stage& stage) const {
    KeyReader object(value, task_keys());
    Task task;
    if (const auto device = object.member("device"))
      task.device = names_.device(*device).value_or(group_owner);
    task.operation = object.word("operation", operation_words);
    const Shape& map = network_.layer(stage.layer).shape;
    const auto computes = object.member("computes");
    task.computes = computes ? read_region(*computes, map) : whole(map);
    const auto owns = object.member("owns");
    task.owns = owns ? read_region(*owns, map) : task.computes;
    read_inputs(object, stage, task);
    object.done();
    const Problems& problems = value.problems();
    if (problems.empty()) fill(task, stage);
    return task;
  }

  void read_inputs(KeyReader& object, const Stage& stage, Task& task) const {
    const std::vector<LayerId>& inputs = network_.layer(stage.layer).inputs;
    const auto reads = object.member("reads");
    if (!reads && task.operation != Operation::compute)
      object.value().problem("missing key \"reads\": what " + operation_name(task.operation) +
                             " takes cannot be told from the outputs");
    if (reads) {
      for (const Value& read : reads->elements()) task.reads.push_back(read_input(read));
      return;
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      Piece& read = task.reads.emplace_back(Piece{{inputs[i]}, {}});
      for (const Box& box : task.computes.boxes())
        read.region |= required_input(network_, stage.layer, i, box);
    }
  }

  Piece read_input(const Value& value) const {
    KeyReader object(value, read_keys());
    Piece piece;
    if (const auto map = read_map(object)) {
      piece.map = *map;
      const Shape& shape = network_.layer(map->layer).shape;
      const auto regions = object.member("regions");
      piece.region = regions ? read_region(*regions, shape) : whole(shape);
    }
    object.done();
    return piece;
  }

  void fill(Task& task, const Stage& stage) const {
    switch (task.operation) {
      case Operation::compute:
        return fill_computing(task, network_, stage.layer, options_.weights, patterns_);
      case Operation::add_up:
        return fill_adding(task, network_, stage.layer);
      case Operation::sum_of_products:
        break;
    }
    std::optional<double> nonzeros;
    if (const NonzeroOwners* owners = stage.nonzeros.get())
      nonzeros = static_cast<double>(std::ranges::count(owners->device, task.device));
    fill_summing(task, network_, stage.layer, nonzeros, options_.weights);
  }

  const Network& network_;
  const Cluster& cluster_;
  const PlanOptions& options_;
  const Patterns& patterns_;
  PlanNames names_;
};

/// The value of the plan file that a fault is about.
Value place_of(const Value& plan, const Fault& fault) {
  if (fault.stage < 0) return plan.member("stages");
  const Value stage = plan.member("stages").elements()[static_cast<std::size_t>(fault.stage)];
  const int part = std::max(fault.message, fault.task);
  if (part < 0) return stage;
  return stage.member(fault.message >= 0 ? "messages" : "tasks")
      .elements()[static_cast<std::size_t>(part)];
}

}  // namespace

std::optional<std::vector<Stage>> read_stages(const Value& plan, const Network& network,
                                              const Cluster& cluster, const PlanOptions& options,
                                              const Patterns& patterns) {
  const StageReader reader(network, cluster, options, patterns);
  const std::size_t problems = plan.problems().lines().size();
  const auto is_wrong = [&] { return plan.problems().lines().size() > problems; };
  Plan read{.devices = cluster.size(), .stages = {}, .memory = {}};
  const std::vector<Value> stages = plan.member("stages").elements();
  for (const Value& stage : stages) read.stages.push_back(reader.read(stage));
  if (is_wrong()) return std::nullopt;
  const Situation start = beginning(network, cluster.size());
  for (const Fault& fault : find_faults(start, network, read, options.bytes_per_value, patterns))
    place_of(plan, fault).problem(fault.text);
  if (is_wrong()) return std::nullopt;
  for (std::size_t i = 0; i < stages.size(); ++i) reader.check_printed(stages[i], read.stages[i]);
  if (is_wrong()) return std::nullopt;
  return std::move(read.stages);
}

}  // namespace modnn
