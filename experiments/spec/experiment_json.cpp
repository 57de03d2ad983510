#include "experiments/spec/experiment_json.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <unordered_map>

#include "config/catalog.h"
#include "config/error.h"
#include "config/file_access.h"
#include "config/suggest.h"
#include "experiments/spec/changes_keys.h"
#include "experiments/spec/experiment_keys.h"
#include "experiments/spec/goal_keys.h"
#include "experiments/spec/own_plan.h"
#include "experiments/spec/pipeline_keys.h"
#include "experiments/spec/workload_keys.h"
#include "models/json/layer_json.h"
#include "models/json/network_json.h"
#include "models/json/onnx_json.h"
#include "models/maps/input.h"
#include "partition/dense/co_clustering.h"
#include "partition/dense/metis.h"
#include "platforms/platform_json.h"
#include "sim/world/packet_level.h"

namespace modnn {
namespace {

void check_availability(const std::string& scheme, const Value& place) {
  if (scheme == "metis+fgcp" && !has_metis())
    place.problem(
        "this build has no METIS: apt-get install libmetis-dev, then configure and build again");
}

void check_layer_name(const Value& value, const std::string& name, const Network& network) {
  std::vector<std::string> names;
  for (const Layer& known : network.layers) names.push_back(known.name);
  const bool known = std::find(names.begin(), names.end(), name) != names.end();
  if (!known && !names.empty())  // else the model is wrong itself
    value.problem("the model has no layer \"" + name + "\"" + did_you_mean(name, names));
}

}  // namespace

std::string read_scheme(const Value& value, Locality locality,
                        const std::vector<std::string>& names, const Experiment& experiment) {
  const ChosenScheme chosen =
      value.is_string() ? find_scheme(locality, value.string()) : ChosenScheme{};
  const bool allowed = chosen.scheme != nullptr &&
                       std::find(names.begin(), names.end(), chosen.scheme->name) != names.end();
  if (!allowed || chosen.scheme->argument == Argument::none) {
    const std::string name = value.word(names);
    check_availability(name, value);
    return name;
  }
  if (chosen.scheme->argument == Argument::layer)
    check_layer_name(value, chosen.argument, planned_network(experiment));
  else if (chosen.scheme->argument == Argument::run && run_length(chosen.argument) == 0)
    value.expected("a number of layers from 1, or \"all\", after the colon");
  else if (chosen.scheme->argument == Argument::tiles && tiles_along(chosen.argument) == 0)
    value.expected("a number of tiles along a side from 1 to 32 after the colon");
  return value.string();
}

namespace {

void read_layer_schemes(const Value& value, const Experiment& experiment, PartitionSpec& spec) {
  const Network network = planned_network(experiment);
  std::unordered_map<std::string, const Layer*> layers;
  for (const Layer& layer : network.layers) layers.emplace(layer.name, &layer);
  // Every key is the name of a layer, also one that is a comment elsewhere.
  for (const auto& [name, member] : value.json().items()) {
    const Value scheme = value.member(name);
    if (network.layers.empty()) continue;  // the model is wrong itself
    const auto found = layers.find(name);
    if (found == layers.end()) {
      check_layer_name(scheme, name, network);
      continue;
    }
    const Locality kind = locality(found->second->kind);
    const auto names = scheme_names(kind);
    if (names.empty()) {
      scheme.problem("layer \"" + name + "\" is always local");
      continue;
    }
    spec.layers[name] = read_scheme(scheme, kind, names, experiment);
  }
}

void read_kind_schemes(const Value& value, const Experiment& experiment, PartitionSpec& spec) {
  std::vector<std::string> known;
  for (const Key& key : kind_keys()) known.push_back(key.name);
  for (const std::string& kind : value.keys()) {
    const Value scheme = value.member(kind);
    const auto locality = locality_of_kind(kind);
    if (!locality) {
      scheme.problem("there is no kind of layer \"" + kind + "\"" + did_you_mean(kind, known));
    } else if (scheme_names(*locality).empty()) {
      scheme.problem("layers of kind \"" + kind + "\" are always local");
    } else {
      spec.kinds[kind] = read_scheme(scheme, *locality, scheme_names(*locality), experiment);
    }
  }
}

PartitionSpec read_partition(const Value& value, Experiment& experiment) {
  KeyReader object(value, partition_keys());
  PartitionSpec spec;
  if (const auto conv = object.member("conv"))
    spec.conv = read_scheme(*conv, Locality::spatial, network_scheme_names(), experiment);
  spec.dense = object.word("dense");
  if (object.has("dense")) check_availability(spec.dense, value.member("dense"));
  spec.fgcp = object.word("fgcp", cross_mode_words);
  const bool placed = places_network(spec);
  const bool nothing_else = placed || is_searched(spec);
  if (const auto layers = object.member("layers")) {
    if (nothing_else && !layers->json().empty())
      layers->problem("expected none beside \"" + spec.conv + "\"");
    if (!layers->is_object()) layers->expected("an object");
    if (layers->is_object()) read_layer_schemes(*layers, experiment, spec);
  }
  if (const auto kinds = object.member("kinds")) {
    if (!kinds->is_object()) kinds->expected("an object");
    if (nothing_else && !kinds->json().empty())
      kinds->problem("expected none beside \"" + spec.conv + "\"");
    if (kinds->is_object()) read_kind_schemes(*kinds, experiment, spec);
  }
  if (placed) spec.dense = spec.conv;
  if (const auto pipeline = object.member("pipeline")) read_pipeline(*pipeline, experiment, spec);
  if (object.has("auto")) experiment.goal = read_object<goal_fields>(value.member("auto"));
  // What a plan says is read when all else of the experiment is.
  if (const auto plan = object.member("plan")) {
    if (!plan->is_object() && !plan->is_string()) plan->expected("a file or an object");
    if (is_searched(spec)) plan->problem("expected none beside \"" + spec.conv + "\"");
  }
  object.done();
  return spec;
}

void read_delivery(const Value& value, Experiment& experiment) {
  KeyReader object(value, delivery_keys());
  read_fields(planned_delivery(), object, experiment.plan);
  read_fields(simulated_delivery(), object, experiment.simulation);
  experiment.plan.radios_sleep = experiment.simulation.wakeup != WakeupPolicy::none;
  object.done();
}

NoiseSpec read_noise(const Value& value) {
  KeyReader object(value, noise_keys());
  NoiseSpec noise;
  read_fields(noise_fields(), object, noise);
  object.done();
  return noise;
}

/// Packets need to know the cell, and SimGrid's ns-3 cells are of one kind only.
void check_packet_level(const Document& document, const Cluster& cluster, Problems& problems) {
  const auto& phy = cluster.medium.phy;
  const int mhz = packet_level_channel_mhz();
  if (!phy) {
    problems.add(
        document, "/platform/medium",
        fmt::format("fidelity ns3 needs a medium with a \"phy\", such as \"wlan_n{}_mcs7\"", mhz));
  } else if (phy->channel_mhz != mhz) {
    problems.add(document, "/platform/medium/phy/channel_mhz",
                 fmt::format("fidelity ns3 expects {}, got {}", mhz, phy->channel_mhz));
  }
  if (cluster.access_point == AccessPoint::router)
    problems.add(document, "/platform/access_point",
                 "fidelity ns3 knows a group owner that is the access point, no router");
  for (const Member& member : cluster.members) {
    if (!member.uplink) continue;
    const std::string group = "/platform/workers/" + std::to_string(member.uplink->group);
    problems.add(document, group + "/uplink", "fidelity ns3 knows the air only, no uplinks");
    return;
  }
}

/// Co-clustering keeps a bit per worker.
void check_co_clustering(const Document& document, const Experiment& experiment,
                         Problems& problems) {
  const std::size_t computing =
      experiment.cluster.members.size() - (experiment.plan.group_owner_computes ? 0 : 1);
  if (computing <= most_workers) return;
  for (const Layer& layer : experiment.network.layers) {
    if (!is_sparse(layer.kind)) continue;
    const Scheme& scheme = *scheme_for(experiment.plan.partition, layer).scheme;
    if (scheme.cut != Cut::neurons || scheme.name == "output_split") continue;
    const PartitionSpec& spec = experiment.plan.partition;
    const bool by_name = spec.layers.contains(layer.name);
    const bool own = own_scheme(spec, layer) != nullptr;
    problems.add(document,
                 by_name ? "/partition/layers"
                 : own   ? "/partition/kinds"
                         : "/partition/dense",
                 scheme.name + " cuts a sparse layer for at most " + std::to_string(most_workers) +
                     " devices, got " + std::to_string(computing) + " (layer \"" + layer.name +
                     "\"): output_split and input_split have no such bound");
    return;
  }
}

/// `network` is empty when the model is wrong itself.
std::optional<std::string> read_image_path(const Value& value, const Network& network) {
  if (value.string().empty()) return std::nullopt;
  const std::filesystem::path path = beside_writer(value.document(), value.pointer());
  try {
    check_image(path, network.layers.empty() ? Shape{1, 1, 1} : network.input_shape());
  } catch (const InputError& error) {
    for (const std::string& line : error.lines()) value.problem(line);
  }
  return path.string();
}

/// The largest of the output's values is what is recognised.
std::vector<LabelledImage> read_images(const Value& value, const Experiment& experiment) {
  const Network& network = experiment.network;
  if (value.string().empty() || network.layers.empty()) return {};
  if (experiment.image) value.problem("stands beside /image, expected one of them");
  const Shape& output = network.layers.back().shape;
  if (output.height * output.width != 1)
    value.problem("the network's output is a map of " + to_string(output) +
                  ", expected a vector with a value for each class");
  try {
    return read_image_folder(beside_writer(value.document(), value.pointer()), output.channels,
                             network.input_shape());
  } catch (const InputError& error) {
    for (const std::string& line : error.lines()) value.problem(line);
  }
  return {};
}

void check_name(const Value& value) {
  if (!value.is_string()) return;  // which was reported
  const std::string name = value.string();
  if (name.size() > longest_name) {
    value.problem("expected at most " + std::to_string(longest_name) + " characters, got " +
                  std::to_string(name.size()) + ": results/<name>/ is made of it");
  } else if (!makes_folder(name)) {
    value.problem("expected letters, digits, '_', '-' and '.' only: results/<name>/ is made of it");
  }
}

bool resolvable(const Document& document, const std::string& key) {
  return document.root.is_object() && document.root.contains(key);
}

}  // namespace

void resolve_experiment(Document& document, Problems& problems) {
  if (resolvable(document, "model")) {
    if (!inline_onnx(document, "/model", problems))
      inline_reference(document, "/model", Collection::models, problems);
  }
  if (resolvable(document, "platform")) {
    inline_reference(document, "/platform", Collection::platforms, problems);
    if (document.root["platform"].is_object()) inline_platform(document, "/platform", problems);
  }
  inline_events(document, problems);
  inline_file(document, "/partition/plan", "my_plan.json", problems);
}

namespace {

/// What is planned while a cell changes is planned by schemes.
void check_changes(const Document& document, const Experiment& experiment, Problems& problems) {
  if (!experiment.changes && experiment.simulation.loss.probability == 0) return;
  for (const char* key : {"events", "churn", "loss"}) {
    if (experiment.simulation.fidelity == Fidelity::ns3 && document.root.contains(key))
      problems.add(document, std::string("/") + key, "expected none with fidelity ns3");
  }
  if (!experiment.changes) return;
  if (experiment.simulation.tiles != Tiles::planned)
    problems.add(document, "/delivery/tiles",
                 "expected \"planned\" where the cell changes: stolen tiles are lost with a phone");
  const bool regroups = experiment.changes->churn ||
                        std::ranges::any_of(experiment.changes->events, [](const Event& event) {
                          return event.change != Change::rate;
                        });
  if (regroups && document.root.contains(Json::json_pointer("/partition/plan")))
    problems.add(document, "/partition/plan",
                 "expected none where phones come and go: who is left would have no plan");
  if (regroups && is_searched(experiment.plan.partition))
    problems.add(document, "/partition/conv",
                 "expected a scheme where phones come and go: a plan is searched beforehand");
}

}  // namespace

std::optional<Experiment> read_experiment(const Document& document, Problems& problems,
                                          const Network* network, const Cluster* cluster) {
  KeyReader object(Value(document, problems), experiment_keys());
  Experiment experiment;
  experiment.name = object.text("name");
  if (object.has("name")) check_name(object.value().member("name"));
  // A name that is left was not found, which resolve_experiment() has reported.
  const auto model = object.member("model");
  if (network != nullptr) {
    experiment.network = *network;
  } else if (model && !model->is_string()) {
    if (auto read = read_network(*model)) experiment.network = std::move(*read);
  }
  const auto platform = object.member("platform");
  if (cluster != nullptr) {
    experiment.cluster = *cluster;
  } else if (platform && !platform->is_string()) {
    experiment.cluster = read_platform(*platform);
  }
  if (const auto partition = object.member("partition")) {
    experiment.plan.partition = read_partition(*partition, experiment);
  }
  if (const auto delivery = object.member("delivery")) read_delivery(*delivery, experiment);
  experiment.mode = object.word("mode", mode_words);
  experiment.seed = static_cast<std::uint64_t>(object.integer("seed"));
  if (const auto image = object.member("image"))
    experiment.image = read_image_path(*image, experiment.network);
  experiment.tolerance =
      object.number("tolerance", default_tolerance(experiment.plan.bytes_per_value));
  experiment.simulation.seed = experiment.seed;
  experiment.simulation.fidelity = object.word("fidelity", fidelity_words);
  if (problems.empty()) check_co_clustering(document, experiment, problems);
  if (experiment.simulation.fidelity == Fidelity::ns3 && problems.empty()) {
    check_packet_level(document, experiment.cluster, problems);
  }
  if (const auto noise = object.member("noise")) experiment.simulation.noise = read_noise(*noise);
  read_fields(weight_fields(), object, experiment.plan.weights);
  if (const auto workload = object.member("workload")) {
    experiment.workload = read_workload(*workload, experiment.cluster);
    if (experiment.simulation.fidelity == Fidelity::ns3)
      workload->problem("expected none with fidelity ns3, which simulates one image");
    if (workload->is_object() && workload->json().contains("images_from"))
      experiment.images = read_images(workload->member("images_from"), experiment);
  }
  experiment.changes = read_changes(object, experiment.cluster);
  if (const auto loss = object.member("loss"))
    experiment.simulation.loss = read_object<loss_fields>(*loss);
  if (problems.empty()) check_changes(document, experiment, problems);
  object.done();
  const Json::json_pointer own_plan("/partition/plan");
  if (problems.empty() && document.root.contains(own_plan))
    read_own_plan(Value(document, problems, own_plan.to_string()), experiment);
  if (!problems.empty()) return std::nullopt;
  return experiment;
}

std::filesystem::path beside_writer(const Document& document, const std::string& pointer) {
  return folder_of_writer(document, pointer) /
         document.root.at(Json::json_pointer(pointer)).get<std::string>();
}

}  // namespace modnn
