#include "search/bounds.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <set>
#include <vector>

#include "partition/cost/kernel_call_of.h"
#include "partition/plan/cost.h"
#include "platforms/kernel_cost.h"

namespace modnn {
namespace {

/// The least factor by which what was measured corrects a kernel's law.
double least_correction(const ComputeCost& cost, Kernel kernel) {
  double least = 1;
  for (const ProfileRow& row : cost.profile) {
    if (row.call.kernel != kernel) continue;
    const KernelLaw* law = law_of(cost, kernel);
    least = std::min(least, row.seconds / law_seconds(*law, cost.cache_bytes, row.call));
  }
  return least;
}

/// Of a layer as a whole, what grows with the share of it that is computed: its arithmetic alone.
double arithmetic_s(const Device& device, const Network& network, LayerId id, Kernel kernel,
                    const KernelCall& call) {
  const KernelLaw* law = device.cost ? law_of(*device.cost, kernel) : nullptr;
  if (law == nullptr) {
    Work work = modnn::work(network, id, whole(network.layer(id).shape));
    work.bytes = 0;
    // Partial sums are activated where they are added up.
    if (locality(network.layer(id).kind) == Locality::neurons) work.elements = 0;
    if (is_sparse(network.layer(id).kind)) work.macs *= 1 - 1e-3;  // whose nonzeros are rounded
    return compute_seconds(device, work) - device.layer_overhead_s;
  }
  const Kernel by = device.cost->laws.contains(kernel) ? kernel : Kernel::conv;
  // A tile of 4 x 4 outputs takes 36 products instead of 144.
  const double products = by == Kernel::winograd ? 0.25 : 1;
  return least_correction(*device.cost, by) * law->s_per_operation * products *
         layer_operations(call);
}

double fastest(const Member& member) {
  double factor = 1;
  for (const SpeedStep& step : member.speed_profile) factor = std::max(factor, step.speed_factor);
  return member.speed_factor * factor;
}

/// By the kernel that takes least: small regions are computed without Winograd's tiles.
double least_s(const Member& member, const Network& network, LayerId id) {
  const KernelCall call = kernel_call_of(network, id, whole(network.layer(id).shape));
  double seconds = arithmetic_s(member.device, network, id, call.kernel, call);
  if (call.kernel == Kernel::winograd)
    seconds = std::min(seconds, arithmetic_s(member.device, network, id, Kernel::conv, call));
  return std::max(0.0, seconds) / fastest(member);
}

/// The least time in which devices can share out layers in any parts, [device][layer] s each. Any
/// weights of the devices, of sum 1, make a bound: sum over the layers of the least weighted time
/// (the dual of the linear program). The weights move to the devices that have most to do.
double shared_out_s(const std::vector<std::vector<double>>& seconds) {
  std::vector<double> weights;
  for (const auto& layers : seconds)
    weights.push_back(1 / std::max(1e-300, std::accumulate(layers.begin(), layers.end(), 0.0)));
  double best = 0;
  constexpr int rounds = 300;
  for (int round = 0; round < rounds; ++round) {
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (double& weight : weights) weight /= sum;
    std::vector<double> load(seconds.size());
    double bound = 0;
    for (std::size_t layer = 0; layer < seconds.front().size(); ++layer) {
      std::size_t least = 0;
      for (std::size_t device = 1; device < seconds.size(); ++device)
        if (weights[device] * seconds[device][layer] < weights[least] * seconds[least][layer])
          least = device;
      bound += weights[least] * seconds[least][layer];
      load[least] += seconds[least][layer];
    }
    best = std::max(best, bound);
    if (bound == 0) break;
    const double most = *std::ranges::max_element(load);
    for (std::size_t device = 0; device < weights.size(); ++device)
      weights[device] *= std::exp((load[device] / most - 0.5) / (round + 1));
  }
  return best;
}

/// Along one axis, the least number of inputs for each output of any set of them: neighbours at a
/// border share most.
double inputs_per_output(Index outputs, const std::function<Index(const Range&)>& needs) {
  double least = std::numeric_limits<double>::infinity();
  for (Index count = 1; count <= outputs; ++count) {
    const Index middle = (outputs - count) / 2;
    for (const Index begin : {Index{0}, middle, outputs - count})
      least = std::min(
          least, static_cast<double>(needs({begin, begin + count})) / static_cast<double>(count));
  }
  return least;
}

/// How much of an input whoever computes all of a layer needs at least, so that a share of the
/// outputs needs at least this share of it.
double least_input(const Network& network, LayerId id, std::size_t which) {
  const Layer& layer = network.layer(id);
  if (is_sparse(layer.kind)) return 0;  // what it is linked to
  const Box all = whole(layer.shape);
  double inputs = static_cast<double>(layer.shape.elements());
  for (const auto axis : {&Box::channels, &Box::rows, &Box::cols}) {
    inputs *= inputs_per_output((all.*axis).size(), [&](const Range& outputs) {
      Box box = all;
      box.*axis = outputs;
      return (required_input(network, id, which, box).*axis).size();
    });
  }
  return inputs;
}

/// [layer]: values that have to reach the others for all of it to be computed there, and of a share
/// of it the share: its own inputs, or what these follow from.
std::vector<double> values_to_hand_out(const Network& network) {
  std::vector<double> values(network.layers.size(), std::numeric_limits<double>::infinity());
  for (LayerId id = 1; id < network.size(); ++id) {
    double most = 0;
    const std::vector<LayerId>& inputs = network.layer(id).inputs;
    for (std::size_t which = 0; which < inputs.size(); ++which) {
      const auto map = static_cast<double>(network.layer(inputs[which]).shape.elements());
      const double needs = least_input(network, id, which);
      most = std::max(most, std::min(needs, needs / map * values[inputs[which]]));
    }
    values[id] = most;
  }
  return values;
}

/// Bytes a second from the group owner to all others together, the air and every uplink at best.
double most_bytes_per_s(const Cluster& cluster) {
  double air = 0, uplinks = 0;
  std::set<int> groups;
  for (DeviceId device = 1; device < cluster.size(); ++device) {
    Message message;
    message.destination = device;
    const double rate = 1 / lone_byte_seconds(cluster, message);
    const auto& uplink = cluster.member(device).uplink;
    if (!uplink) air = std::max(air, rate);
    if (uplink && groups.insert(uplink->group).second) uplinks += rate;
  }
  double share = 1;
  for (const double of_many : cluster.medium.efficiency) share = std::max(share, of_many);
  return air * share + uplinks;
}

double delivery_s(const Network& network, const std::vector<double>& own_s, double values_per_s) {
  if (!std::isfinite(values_per_s)) return 0;
  const std::vector<double> values = values_to_hand_out(network);
  const auto is_enough = [&](double seconds) {
    double left_s = 0;
    for (LayerId id = 1; id < network.size(); ++id) {
      const double reached = values[id] > 0 ? seconds * values_per_s / values[id] : 1;
      left_s += own_s[id - 1] * std::max(0.0, 1 - reached);
    }
    return left_s <= seconds;
  };
  double low = 0, high = std::accumulate(own_s.begin(), own_s.end(), 0.0);
  constexpr int halvings = 60;
  for (int i = 0; i < halvings; ++i) {
    const double middle = (low + high) / 2;
    (is_enough(middle) ? high : low) = middle;
  }
  return low;
}

}  // namespace

LowerBounds lower_bounds(const Network& network, const Cluster& cluster, const PlanOptions& options,
                         Fidelity fidelity) {
  std::vector<std::vector<double>> seconds;
  for (const Member& member : cluster.members) {
    std::vector<double>& layers = seconds.emplace_back();
    for (LayerId id = 1; id < network.size(); ++id) layers.push_back(least_s(member, network, id));
  }
  LowerBounds bounds;
  bounds.compute_s = shared_out_s(seconds);
  // Packets have rates of their own.
  if (fidelity == Fidelity::fluid)
    bounds.delivery_s =
        delivery_s(network, seconds.front(), most_bytes_per_s(cluster) / options.bytes_per_value);
  return bounds;
}

}  // namespace modnn
