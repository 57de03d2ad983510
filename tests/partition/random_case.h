#pragma once

#include <random>
#include <string>
#include <vector>

#include "partition/plan/planner.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn::test {

struct RandomCase {
  Network network;
  Cluster cluster;
  PlanOptions options;
};

/// Appends one random layer (a join: two) to the network, if it fits.
inline void append_random_layer(Network& network, std::mt19937& random) {
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  const Shape map = network.layers.back().shape;
  const LayerId last = network.size() - 1;
  const std::string name = "l" + std::to_string(network.size());
  const Window same_3x3{3, 3, 1, 1, 1, 1, 1, 1, 1, 1};
  const Window dilated_3x3{3, 3, 1, 1, 2, 2, 2, 2, 2, 2};
  switch (below(9)) {
    case 0:
      if (map.height > 3 && map.width > 3) {
        append(network, name, MaxPool{.window = {2, 2, 2, 2}}, {last});
      }
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
    default:
      if (map.height > 5 && map.width > 5) {
        append(network, name,
               Conv{.outputs = 1 + below(8), .window = {5, 3, 2, 1, 1, 1, 1, 2, 0, 1}}, {last});
      }
      break;
  }
}

/// A random network of up to 12 steps (chains, joins, a dense tail), a cluster of unequal phones, a
/// partition and a delivery.
inline RandomCase random_case(std::mt19937& random) {
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  RandomCase c;
  c.network = chain({1 + below(4), 5 + below(20), 5 + below(20)}, {Conv{.outputs = 1 + below(6)}});
  for (int layers = below(12); layers > 0; --layers) append_random_layer(c.network, random);
  if (below(2) == 0) {
    append(c.network, "flatten", Flatten{}, {c.network.size() - 1});
    append(c.network, "fc", Dense{.outputs = 1 + below(20)}, {c.network.size() - 1});
    append(c.network, "fc_relu", Activate{}, {c.network.size() - 1});
    if (below(2) == 0) append(c.network, "prob", Softmax{}, {c.network.size() - 1});
  }
  std::vector<double> speeds;
  for (int worker = below(7); worker >= 0; --worker) speeds.push_back(0.25 + 0.25 * below(8));
  c.cluster = cluster_of(speeds);
  const std::vector<std::string> schemes{"bodp", "uniform_1d", "grid_2d", "channel", "local"};
  c.options.partition.conv = schemes[static_cast<std::size_t>(below(5))];
  if (below(6) == 0)
    c.options.partition.offload_after =
        c.network.layer(below(static_cast<unsigned>(c.network.size()))).name;
  c.options.mode = below(2) == 0 ? DeliveryMode::halo : DeliveryMode::map_reduce;
  c.options.via = below(2) == 0 ? Via::relay : Via::peer;
  c.options.group_owner_computes = below(3) == 0;
  return c;
}

}  // namespace modnn::test
