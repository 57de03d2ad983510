#include "experiments/spec/pipeline_keys.h"

#include <algorithm>
#include <fmt/format.h>

#include "experiments/spec/experiment_json.h"
#include "experiments/spec/experiment_keys.h"
#include "partition/written/plan_regions.h"

namespace modnn {
namespace {

constexpr Bounds stages_bounds{1, 64, false};
constexpr double most_members = 1e6;
constexpr const char* balanced = "bodp_balanced";

std::vector<std::string> stage_schemes(Locality locality) {
  std::vector<std::string> names = scheme_names(locality);
  std::erase(names, balanced);
  return names;
}

const Keys& stage_keys_of_pipeline() {
  static const Key worker{.type = KeyType::integer, .bounds = {0, most_members, false}};
  static const std::vector<std::string> written_out{"until", "workers", "conv", "dense"};
  static const Keys keys{
      {.name = "until",
       .type = KeyType::text,
       .help = "the stage's last layer, after which its output alone goes on; the last stage's is "
               "the model's"},
      {.name = "workers",
       .type = KeyType::list,
       .help =
           "who computes the stage: numbers of workers from 1, 0 is the group owner; the fastest "
           "has layers that are not cut",
       .each = &worker,
       .least = 1,
       .example = Json::array({1, 2})},
      {.name = "conv",
       .type = KeyType::word,
       .help = "instead of /partition/conv",
       .words = words_of_schemes(stage_schemes(Locality::spatial)),
       .pattern = pattern_of_schemes(stage_schemes(Locality::spatial)),
       .example = "fused:4"},
      {.name = "dense",
       .type = KeyType::word,
       .help = "instead of /partition/dense",
       .words = stage_schemes(Locality::neurons)},
      {.name = "for",
       .type = KeyType::word,
       .help = "stages and who computes them are searched, for the most images in a time "
               "(throughput) or the least time of one (latency), by the planner's account: in "
               "place of a list, not in it",
       .unless = written_out,
       .words = names_of(pipeline_goal_words),
       .example = "throughput"},
      {.name = "stages",
       .type = KeyType::integer,
       .help = "of what is searched: at most so many",
       .bounds = stages_bounds,
       .unless = written_out},
  };
  return keys;
}

/// The first layer after `last` that reads what lies before it, and what that is.
std::pair<LayerId, LayerId> reads_across(const Network& network, LayerId last) {
  for (LayerId id = last + 1; id < network.size(); ++id)
    for (const LayerId input : network.layer(id).inputs)
      if (input < last) return {id, input};
  return {0, 0};
}

/// Where a stage ends; 0 where that is wrong.
LayerId read_end(const Value& stage, const Value& until, const Network& network,
                 const PlanNames& names, LayerId first, bool is_last) {
  const LayerId end = network.size() - 1;
  const auto last = names.layer(until);
  if (!last) return 0;
  if (*last < first) {
    until.problem(first > end ? "no layer is left for this stage"
                              : "an earlier stage has this layer: expected one from \"" +
                                    network.layer(first).name + "\" on");
  } else if (is_last && *last != end) {
    stage.problem("expected the last stage to have the layers up to \"" + network.layer(end).name +
                  "\": leave out \"until\", or add a stage");
  } else if (!can_end_stage(network, *last)) {
    const auto [reader, map] = reads_across(network, *last);
    until.problem(fmt::format("\"{}\" reads \"{}\", too: a stage ends where one map alone goes on",
                              network.layer(reader).name, network.layer(map).name));
  } else {
    return *last;
  }
  return 0;
}

std::vector<DeviceId> read_workers(const Value& value, const Cluster& cluster) {
  std::vector<DeviceId> workers;
  for (const Value& element : value.elements()) {
    const auto worker = static_cast<DeviceId>(element.integer({0, most_members, false}));
    if (worker >= cluster.size() && !cluster.members.empty())
      element.problem(
          fmt::format("the platform has {} workers, got number {}", cluster.workers(), worker));
    else if (std::ranges::find(workers, worker) != workers.end())
      element.problem("the stage has this one already");
    workers.push_back(worker);
  }
  if (value.is_array() && workers.empty()) value.expected("a list of at least one number");
  std::ranges::sort(workers);
  return workers;
}

void read_stages(const Value& value, const Experiment& experiment, PartitionSpec& spec) {
  const Network network = planned_network(experiment);
  const PlanNames names(network, experiment.cluster);
  const std::vector<Value> elements = value.elements();
  LayerId first = 1;
  for (const Value& element : elements) {
    KeyReader object(element, stage_keys_of_pipeline());
    const bool is_last = &element == &elements.back();
    PipelineStage stage{{first, network.size() - 1}};
    for (const char* searched : {"for", "stages"})
      if (object.has(searched))
        element.member(searched).problem("expected none in a list: what is searched stands alone");
    if (const auto until = object.member("until"); until && !network.layers.empty()) {
      stage.layers.last = read_end(element, *until, network, names, first, is_last);
    } else if (!until && !is_last && element.is_object()) {
      element.problem("missing key \"until\": only the last stage has all layers that are left");
      stage.layers.last = 0;
    }
    if (!object.has("workers") && element.is_object())
      element.problem("missing key \"workers\": who computes the stage");
    if (const auto workers = object.member("workers"))
      stage.workers = read_workers(*workers, experiment.cluster);
    if (const auto conv = object.member("conv"))
      stage.conv =
          read_scheme(*conv, Locality::spatial, stage_schemes(Locality::spatial), experiment);
    if (const auto dense = object.member("dense"))
      stage.dense =
          read_scheme(*dense, Locality::neurons, stage_schemes(Locality::neurons), experiment);
    object.done();
    if (stage.layers.last == 0 || network.layers.empty()) return;
    if (first >= network.size()) return element.problem("no layer is left for this stage");
    first = stage.layers.last + 1;
    spec.pipeline.push_back(std::move(stage));
  }
}

/// What plans the whole network leaves nothing for stages.
void check_schemes(const Value& value, const PartitionSpec& spec) {
  if (places_network(spec)) value.problem("expected none beside \"" + spec.conv + "\"");
  const auto is_balanced = [](const auto& own) { return own.second == balanced; };
  if (spec.conv == balanced || std::ranges::any_of(spec.layers, is_balanced) ||
      std::ranges::any_of(spec.kinds, is_balanced))
    value.problem(fmt::format(
        "expected none beside \"{}\", which searches shares of all layers by all devices",
        balanced));
}

}  // namespace

const Key& pipeline_key() {
  static const Key key{
      .name = "pipeline",
      .type = KeyType::list,
      .help =
          "consecutive layers go to different devices, which work on different images of a "
          "stream at once: a list of stages, [] for none, or what to search for; delivery's via "
          "says whether stages hand on through the group owner or from device to device",
      .inside = &stage_keys_of_pipeline(),
      .or_one = true,
      .example = Json::array({Json{{"until", "pool3"}, {"workers", {1, 2}}, {"conv", "bodp"}},
                              Json{{"workers", {3}}}})};
  return key;
}

void read_pipeline(const Value& value, const Experiment& experiment, PartitionSpec& spec) {
  if (value.is_array()) {
    if (value.json().empty()) return;
    check_schemes(value, spec);
    return read_stages(value, experiment, spec);
  }
  if (!value.is_object()) return value.expected("a list of stages, or {\"for\": ...}");
  KeyReader object(value, stage_keys_of_pipeline());
  for (const char* written : {"until", "workers", "conv", "dense"})
    if (object.has(written))
      value.member(written).problem("expected none beside \"for\": stages stand in a list");
  if (!object.has("for")) value.problem("missing key \"for\": throughput or latency");
  PipelineSearch search;
  search.goal = object.word("for", pipeline_goal_words);
  search.most_stages = object.has("stages") ? static_cast<int>(object.integer("stages"))
                                            : static_cast<int>(stages_bounds.high);
  object.done();
  check_schemes(value, spec);
  spec.search = search;
}

std::string pipeline_text(const nlohmann::json& pipeline) {
  if (pipeline.is_object()) {
    const std::string goal = pipeline["for"].get<std::string>();
    if (!pipeline.contains("stages")) return goal;
    return fmt::format("{}, at most {} stages", goal, pipeline["stages"].get<double>());
  }
  std::string text;
  for (const nlohmann::json& stage : pipeline) {
    if (!text.empty()) text += ", ";
    std::vector<double> workers = stage["workers"].get<std::vector<double>>();
    text += fmt::format("{}", fmt::join(workers, "+"));
    for (const char* scheme : {"conv", "dense"})
      if (stage.contains(scheme)) text.append(" ").append(stage[scheme].get<std::string>());
    if (stage.contains("until")) text.append(" to ").append(stage["until"].get<std::string>());
  }
  return text;
}

}  // namespace modnn
