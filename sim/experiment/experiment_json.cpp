#include "sim/experiment/experiment_json.h"

#include <algorithm>
#include <filesystem>

#include "config/catalog.h"
#include "config/error.h"
#include "config/suggest.h"
#include "models/input.h"
#include "models/network_json.h"
#include "partition/dense/co_clustering.h"
#include "partition/dense/metis.h"
#include "platforms/platform_json.h"
#include "sim/experiment/set_index.h"

namespace modnn {
namespace {

constexpr Bounds seed_bounds{0, 9007199254740991.0, false};  // integers that JSON tools keep exact
constexpr Bounds sigma_bounds{0, 10, false};
constexpr Bounds weight_bits_bounds{1, 64, false};

void check_availability(const std::string& scheme, const Value& place) {
  if (scheme == "metis+fgcp" && !has_metis())
    place.problem(
        "this build has no METIS: apt-get install libmetis-dev, then configure and build again");
}

void read_layer_schemes(const Value& value, const Network& network, PartitionSpec& spec) {
  for (const std::string& name : value.keys()) {
    const Value scheme = value.member(name);
    const auto layer = std::find_if(network.layers.begin(), network.layers.end(),
                                    [&name](const Layer& l) { return l.name == name; });
    if (network.layers.empty()) continue;  // the model is wrong itself
    if (layer == network.layers.end()) {
      std::vector<std::string> names;
      for (const Layer& known : network.layers) names.push_back(known.name);
      scheme.problem("the model has no layer \"" + name + "\"" + did_you_mean(name, names));
      continue;
    }
    const auto names = scheme_names(locality(layer->kind));
    if (names.empty()) {
      scheme.problem("layer \"" + name + "\" is always local");
      continue;
    }
    spec.layers[name] = names[scheme.choice(names)];
    check_availability(spec.layers[name], scheme);
  }
}

const std::string offload = "offload:";

/// The layer of "offload:<layer>".
std::string read_offload(const Value& value, const Network& network) {
  std::string layer = value.string().substr(offload.size());
  std::vector<std::string> names;
  for (const Layer& known : network.layers) names.push_back(known.name);
  const bool known = std::find(names.begin(), names.end(), layer) != names.end();
  if (!known && !names.empty())  // else the model is wrong itself
    value.problem("the model has no layer \"" + layer + "\"" + did_you_mean(layer, names));
  return layer;
}

PartitionSpec read_partition(const Value& value, const Experiment& experiment) {
  ObjectReader object(value);
  PartitionSpec spec;
  auto spatial = scheme_names(Locality::spatial);
  const auto dense = scheme_names(Locality::neurons);
  const auto conv = object.optional("conv");
  if (conv && conv->is_string() && conv->string().starts_with(offload)) {
    spec.offload_after = read_offload(*conv, planned_network(experiment));
    spec.conv = conv->string();
  } else if (conv) {
    spatial.push_back(offload + "<layer>");
    spec.conv = spatial[conv->choice(spatial)];
  }
  spec.dense = dense[object.choice("dense", dense, 0)];
  if (spec.dense != dense[0]) check_availability(spec.dense, value.member("dense"));
  spec.fgcp = static_cast<CrossMode>(object.choice("fgcp", {"greedy", "optimal"}, 1));
  if (const auto layers = object.optional("layers")) {
    if (spec.offload_after) layers->problem("expected none beside \"" + spec.conv + "\"");
    read_layer_schemes(*layers, planned_network(experiment), spec);
  }
  if (spec.offload_after) spec.dense = spec.conv;
  object.done();
  return spec;
}

void read_delivery(const Value& value, Experiment& experiment) {
  ObjectReader object(value);
  PlanOptions& plan = experiment.plan;
  plan.mode = static_cast<DeliveryMode>(object.choice("mode", {"halo", "map_reduce"}, 0));
  plan.via = static_cast<Via>(object.choice("via", {"group_owner", "peer"}, 0));
  plan.group_owner_computes = object.boolean("group_owner_computes", false);
  constexpr int values[]{4, 2, 1};
  plan.bytes_per_value = object.number("transfer_bytes_per_value", positive, plan.bytes_per_value);
  if (std::find(std::begin(values), std::end(values), plan.bytes_per_value) == std::end(values)) {
    value.member("transfer_bytes_per_value").expected("4, 2 or 1");
  }
  SimulationOptions& simulation = experiment.simulation;
  simulation.transfers =
      static_cast<Transfers>(object.choice("transfers", {"serial", "concurrent"}, 0));
  simulation.wakeup = static_cast<WakeupPolicy>(
      object.choice("wakeup", {"none", "per_message", "state_machine"}, 1));
  plan.radios_sleep = simulation.wakeup != WakeupPolicy::none;
  object.done();
}

/// What rounding of the transferred values may do to a result: half precision keeps 11 bits, an
/// 8-bit code 1/510 of a message's range, and errors grow over the layers.
double default_tolerance(double bytes_per_value) {
  if (bytes_per_value == 4) return 1e-4;
  return bytes_per_value == 2 ? 1e-2 : 0.5;
}

NoiseSpec read_noise(const Value& value) {
  ObjectReader object(value);
  NoiseSpec noise;
  noise.compute_sigma = object.number("compute_sigma", sigma_bounds, 0.0);
  noise.transmission_sigma = object.number("transmission_sigma", sigma_bounds, 0.0);
  object.done();
  return noise;
}

/// Packets need to know the cell, and SimGrid's ns-3 cells are of one kind only.
void check_packet_level(const Document& document, const Cluster& cluster, Problems& problems) {
  const auto& phy = cluster.medium.phy;
  if (!phy) {
    problems.add(document, "/platform/medium",
                 "fidelity ns3 needs a medium with a \"phy\", such as \"wlan_n20_mcs7\"");
  } else if (phy->channel_mhz != 20) {
    problems.add(document, "/platform/medium/phy/channel_mhz",
                 "fidelity ns3 expects 20, got " + std::to_string(phy->channel_mhz));
  }
  for (const Member& member : cluster.members) {
    if (!member.uplink) continue;
    const std::string group = "/platform/workers/" + std::to_string(member.uplink->group);
    problems.add(document, group + "/uplink", "fidelity ns3 knows the air only, no uplinks");
    return;
  }
}

/// `network` is empty when the model is wrong itself.
/// Co-clustering keeps a bit per worker.
void check_co_clustering(const Document& document, const Experiment& experiment,
                         Problems& problems) {
  const std::size_t computing =
      experiment.cluster.members.size() - (experiment.plan.group_owner_computes ? 0 : 1);
  if (computing <= most_workers) return;
  for (const Layer& layer : experiment.network.layers) {
    if (!std::holds_alternative<SparseDense>(layer.kind)) continue;
    const Scheme& scheme = scheme_for(experiment.plan.partition, layer);
    if (scheme.cut != Cut::neurons || scheme.name == "output_split") continue;
    const bool own = experiment.plan.partition.layers.contains(layer.name);
    problems.add(document, own ? "/partition/layers" : "/partition/dense",
                 scheme.name + " cuts a sparse layer for at most " + std::to_string(most_workers) +
                     " devices, got " + std::to_string(computing) + " (layer \"" + layer.name +
                     "\"): output_split and input_split have no such bound");
    return;
  }
}

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

bool resolvable(const Document& document, const std::string& key) {
  return document.root.is_object() && document.root.contains(key);
}

}  // namespace

void resolve_experiment(Document& document, Problems& problems) {
  if (resolvable(document, "model")) {
    inline_reference(document, "/model", Collection::models, problems);
  }
  if (resolvable(document, "platform")) {
    inline_reference(document, "/platform", Collection::platforms, problems);
    if (document.root["platform"].is_object()) inline_platform(document, "/platform", problems);
  }
}

std::optional<Experiment> read_experiment(const Document& document, Problems& problems,
                                          const Network* network) {
  ObjectReader object(Value(document, problems));
  Experiment experiment;
  experiment.name = object.string("name");
  if (object.has("name") && document.root["name"].is_string() && !makes_folder(experiment.name)) {
    problems.add(document, "/name",
                 "expected letters, digits, '_', '-' and '.' only: results/<name>/ is made of it");
  }
  // A name that is left was not found, which resolve_experiment() has reported.
  const auto model = object.required("model");
  if (network != nullptr) {
    experiment.network = *network;
  } else if (model && !model->is_string()) {
    if (auto read = read_network(*model)) experiment.network = std::move(*read);
  }
  const auto platform = object.required("platform");
  if (platform && !platform->is_string()) {
    experiment.cluster = read_platform(*platform);
  }
  if (const auto partition = object.optional("partition")) {
    experiment.plan.partition = read_partition(*partition, experiment);
  }
  if (const auto delivery = object.optional("delivery")) read_delivery(*delivery, experiment);
  experiment.mode = static_cast<Mode>(object.choice("mode", {"timing", "numeric"}, 0));
  experiment.seed = static_cast<std::uint64_t>(object.integer("seed", seed_bounds, 1));
  if (const auto image = object.optional("image"))
    experiment.image = read_image_path(*image, experiment.network);
  experiment.tolerance =
      object.number("tolerance", positive, default_tolerance(experiment.plan.bytes_per_value));
  experiment.simulation.seed = experiment.seed;
  experiment.simulation.fidelity =
      static_cast<Fidelity>(object.choice("fidelity", {"fluid", "ns3"}, 0));
  if (problems.empty()) check_co_clustering(document, experiment, problems);
  if (experiment.simulation.fidelity == Fidelity::ns3 && problems.empty()) {
    check_packet_level(document, experiment.cluster, problems);
  }
  if (const auto noise = object.optional("noise")) experiment.simulation.noise = read_noise(*noise);
  WeightStorage& weights = experiment.plan.weights;
  weights.bits = object.number("weight_bits", weight_bits_bounds, weights.bits);
  weights.density = object.number("weight_density", positive_fraction, weights.density);
  for (const char* key : {"figures", "published", "sweep", "zip", "replications"})
    object.optional(key);
  object.done();
  if (!problems.empty()) return std::nullopt;
  return experiment;
}

std::filesystem::path beside_writer(const Document& document, const std::string& pointer) {
  const std::filesystem::path writer = origin_of(document, pointer).file;
  return writer.parent_path() / document.root.at(Json::json_pointer(pointer)).get<std::string>();
}

}  // namespace modnn
