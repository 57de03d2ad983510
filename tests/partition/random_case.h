#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "partition/dense/metis.h"
#include "partition/plan/planner.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn::test {

struct RandomCase {
  Network network;
  Cluster cluster;
  PlanOptions options;
  std::uint64_t seed = 3;  ///< of the weights
  Patterns patterns{};     ///< of these weights

  Plan plan() const { return make_plan(network, cluster, options, patterns); }
};

/// Appends one random layer (a join: two) to the network, if it fits.
inline void append_random_layer(Network& network, std::mt19937& random) {
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  const Shape map = network.layers.back().shape;
  const LayerId last = network.size() - 1;
  const std::string name = "l" + std::to_string(network.size());
  const Window same_3x3{3, 3, 1, 1, 1, 1, 1, 1, 1, 1};
  const Window dilated_3x3{3, 3, 1, 1, 2, 2, 2, 2, 2, 2};
  switch (below(13)) {
    case 0:
      if (map.height > 3 && map.width > 3)
        append(network, name, MaxPool{.window = {2, 2, 2, 2}}, {last});
      break;
    case 1:
      append(network, name, Activate{}, {last});
      break;
    case 2:
      if (map.channels < 64) append(network, name, Concat{}, {last, last});
      break;
    case 3:
      append(network, name,
             Conv{.outputs = map.channels, .window = dilated_3x3, .groups = map.channels}, {last});
      break;
    case 4: {
      const Conv conv{.outputs = map.channels, .window = same_3x3};
      const LayerId branch = append(network, name + "b", conv, {last});
      append(network, name, Add{}, {branch, last});
      break;
    }
    case 5:
      append(network, name, BatchNorm{}, {last});
      break;
    case 6:
      append(network, name, Lrn{}, {last});
      break;
    case 7:
      append(network, name, AvgPool{.window = same_3x3}, {last});
      break;
    case 8:
      append(network, name, Dropout{}, {last});
      break;
    case 9:
      if (map.height % 2 == 0 && map.width % 2 == 0 && map.channels < 16)
        append(network, name, Reorg{}, {last});
      break;
    case 10:
      if (map.height < 12 && map.width < 12) append(network, name, Upsample{}, {last});
      break;
    default:
      if (map.height > 5 && map.width > 5) {
        append(network, name,
               Conv{.outputs = 1 + below(8), .window = {5, 3, 2, 1, 1, 1, 1, 2, 0, 1}}, {last});
      }
      break;
  }
}

/// Appends the dense end of a network: behind a flattened map or one that was pooled to a vector.
inline void append_random_tail(Network& network, std::mt19937& random) {
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  const auto last = [&network] { return std::vector<LayerId>{network.size() - 1}; };
  if (below(3) == 0)
    append(network, "pooled", GlobalPool{}, last());
  else
    append(network, "flatten", Flatten{}, last());
  for (int i = below(3); i >= 0; --i) {
    const std::string name = "fc" + std::to_string(i);
    if (below(2) == 0)
      append(network, name, Dense{.outputs = 1 + below(20)}, last());
    else
      append(network, name, SparseDense{.outputs = 1 + below(20), .density = 0.3}, last());
    if (below(2) == 0) append(network, name + "_relu", Activate{}, last());
  }
  if (below(2) == 0) append(network, "prob", Softmax{}, last());
}

/// A name of one of schemes(), with an argument where there is one.
inline std::string random_scheme(Locality locality, const Network& network, std::mt19937& random) {
  const auto below = [&random](std::size_t n) { return random() % n; };
  std::vector<const Scheme*> all;
  for (const Scheme& scheme : schemes())
    if (scheme.applies_to == locality && scheme.cut != Cut::searched &&
        (scheme.name != "metis+fgcp" || has_metis()))
      all.push_back(&scheme);
  const Scheme& scheme = *all[below(all.size())];
  const std::string family = scheme.name.substr(0, scheme.name.find(':') + 1);
  switch (scheme.argument) {
    case Argument::run:
      return family + (below(4) == 0 ? "all" : std::to_string(1 + below(5)));
    case Argument::tiles:
      return family + std::to_string(1 + below(4));
    case Argument::layer:
      return family + network.layers[below(network.layers.size())].name;
    case Argument::none:
      break;
  }
  return scheme.name;
}

/// A random network of up to 12 steps (chains, joins, a dense tail), a cluster of unequal phones, a
/// partition and a delivery.
inline RandomCase random_case(std::mt19937& random) {
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  RandomCase c;
  c.network = chain({1 + below(4), 5 + below(20), 5 + below(20)}, {Conv{.outputs = 1 + below(6)}});
  for (int layers = below(12); layers > 0; --layers) append_random_layer(c.network, random);
  if (below(2) == 0) append_random_tail(c.network, random);
  std::vector<double> speeds;
  for (int worker = below(7); worker >= 0; --worker) speeds.push_back(0.25 + 0.25 * below(8));
  c.cluster = cluster_of(speeds);
  PartitionSpec& spec = c.options.partition;
  spec.conv = random_scheme(Locality::spatial, c.network, random);
  spec.dense = random_scheme(Locality::neurons, c.network, random);
  spec.fgcp = below(2) == 0 ? CrossMode::greedy : CrossMode::optimal;
  for (int own = below(3); own > 0; --own) {
    const Layer& layer = c.network.layer(1 + below(static_cast<unsigned>(c.network.size() - 1)));
    const Locality kind = locality(layer.kind);
    if (places_network(spec) || (kind != Locality::spatial && kind != Locality::neurons)) continue;
    const std::string name = random_scheme(kind, c.network, random);
    if (find_scheme(kind, name).scheme->cut != Cut::server) spec.layers[layer.name] = name;
  }
  c.options.mode = below(2) == 0 ? DeliveryMode::halo : DeliveryMode::map_reduce;
  c.options.via = below(2) == 0 ? Via::relay : Via::peer;
  c.options.relays = below(2) == 0 ? Relays::each : Relays::merged;
  c.options.group_owner_computes = below(3) == 0;
  c.options.bytes_per_value = 1 << below(3);
  if (below(3) == 0 && !places_network(spec)) {
    const Layer& layer = c.network.layer(1 + below(static_cast<unsigned>(c.network.size() - 1)));
    const Locality kind = locality(layer.kind);
    if (kind == Locality::spatial || kind == Locality::neurons) {
      const std::string name = random_scheme(kind, c.network, random);
      if (find_scheme(kind, name).scheme->cut != Cut::server)
        spec.kinds[kind_name(layer.kind)] = name;
    }
  }
  c.patterns = weight_patterns(c.network, spec, c.seed, c.cluster.workers());
  return c;
}

/// Schemes that a pipeline's stage may have.
inline std::string random_stage_scheme(const Network& network, std::mt19937& random) {
  const std::string name = random_scheme(Locality::spatial, network, random);
  const Scheme& scheme = *find_scheme(Locality::spatial, name).scheme;
  return scheme.balanced || scheme.cut == Cut::server ? "bodp" : name;
}

/// Turns the case's partition into a pipeline of random stages, each of random devices.
inline void make_pipeline(RandomCase& c, std::mt19937& random) {
  PartitionSpec& spec = c.options.partition;
  if (places_network(spec)) spec.dense = "output_split";
  spec.conv = random_stage_scheme(c.network, random);
  for (auto* own : {&spec.layers, &spec.kinds})
    for (auto& [what, name] : *own)
      if (name == "bodp_balanced") name = "bodp";
  LayerId first = 1;
  for (LayerId last = 1; last < c.network.size(); ++last) {
    const bool is_end = last == c.network.size() - 1;
    if (!is_end && (!can_end_stage(c.network, last) || random() % 3 > 0)) continue;
    PipelineStage stage{{first, last}};
    for (DeviceId device = 0; device < c.cluster.size(); ++device)
      if (random() % 2 == 0) stage.workers.push_back(device);
    if (stage.workers.empty()) stage.workers.push_back(c.cluster.size() - 1);
    if (random() % 2 == 0) stage.conv = random_stage_scheme(c.network, random);
    spec.pipeline.push_back(stage);
    first = last + 1;
  }
  c.patterns = weight_patterns(c.network, spec, c.seed, c.cluster.workers());
}

}  // namespace modnn::test
