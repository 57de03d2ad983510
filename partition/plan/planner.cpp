#include "partition/plan/planner.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "partition/dense/dense_schemes.h"
#include "partition/plan/balance.h"
#include "partition/plan/cost.h"
#include "partition/plan/delivery.h"
#include "partition/plan/footprint.h"
#include "partition/plan/needed.h"
#include "partition/plan/neuron_cut.h"

namespace modnn {
namespace {

double rate(const Member& member, Locality locality) {
  const double nominal = locality == Locality::neurons ? member.device.dense_macs_per_s
                                                       : member.device.conv_macs_per_s;
  return nominal * member.speed_factor;
}

class Planner {
 public:
  Planner(const Network& network, const Cluster& cluster, const PlanOptions& options,
          const Patterns& patterns, const std::vector<double>& factors)
      : network_(network),
        cluster_(cluster),
        options_(options),
        patterns_(patterns),
        factors_(factors),
        needed_(needed_regions(network)),
        delivery_(network, cluster.size(), options_, needed_),
        outputs_(network.layers.size()) {
    const bool alone = cluster.workers() == 0;
    if (options.group_owner_computes || alone) computing_.push_back(group_owner);
    for (DeviceId worker = 1; worker < cluster.size(); ++worker) computing_.push_back(worker);
  }

  Plan run() {
    Plan plan;
    plan.devices = cluster_.size();
    for (LayerId id = 1; id < network_.size(); ++id) {
      if (needed_[id].empty()) continue;
      const Scheme& scheme = scheme_for(options_.partition, network_.layer(id));
      if (cuts_by_neurons(id, scheme)) {
        for (Stage& stage : plan_neurons(id, scheme)) plan.stages.push_back(std::move(stage));
      } else {
        plan.stages.push_back(plan_layer(id, scheme));
      }
    }
    Stage last;
    last.layer = network_.size() - 1;
    delivery_.gather(last, last.layer);
    if (!last.messages.empty()) plan.stages.push_back(std::move(last));
    plan_memory(network_, cluster_, plan);
    return plan;
  }

 private:
  /// Inputs are told apart by their channel: of a map that was not flattened they cannot be.
  bool cuts_by_neurons(LayerId id, const Scheme& scheme) const {
    if (scheme.cut != Cut::inputs && scheme.cut != Cut::neurons) return false;
    const Shape input = network_.layer(network_.layer(id).inputs[0]).shape;
    return cluster_.workers() > 0 && input.channels == input.elements();
  }

  /// A dense layer that is cut finer than by regions of its output.
  std::vector<Stage> plan_neurons(LayerId id, const Scheme& scheme) {
    const Layer& layer = network_.layer(id);
    const std::vector<double> shares = shares_for(layer);
    NeuronCut cut;
    if (std::holds_alternative<SparseDense>(layer.kind)) {
      const auto pattern = patterns_.find(id);
      if (pattern == patterns_.end())
        throw std::invalid_argument("layer " + layer.name + ": the nonzeros are not known");
      const SparsePartition partition = partition_sparse(scheme.name, *pattern->second, shares,
                                                         {.fgcp = options_.partition.fgcp});
      // The group owner is where map_reduce and the plain split by inputs add up.
      const bool at_group_owner =
          options_.mode == DeliveryMode::map_reduce || scheme.cut == Cut::inputs;
      cut = cut_by_neurons(network_, id, *pattern->second, partition, computing_, at_group_owner,
                           options_.weights);
    } else {
      cut = cut_by_inputs(network_, id, computing_, shares, options_.weights);
    }
    const bool through_owner = scheme.name == "output_split" && reads_most(cut.partial_sums);
    delivery_.deliver_inputs(cut.partial_sums, through_owner);
    delivery_.reduce(cut.combine, cut.partial_sums.tasks);
    delivery_.record_outputs(cut.combine);
    return {std::move(cut.partial_sums), std::move(cut.combine)};
  }

  /// Rows in order touch most inputs of all but very sparse layers: then the map is gathered and
  /// handed out, as one that several workers need as a whole is.
  bool reads_most(const Stage& stage) const {
    const Index inputs = network_.layer(network_.layer(stage.layer).inputs[0]).shape.elements();
    return std::ranges::any_of(stage.tasks, [inputs](const Task& task) {
      return task.device != group_owner && 2 * count(task.columns) > inputs;
    });
  }

  std::vector<double> shares_for(const Layer& layer) const {
    std::vector<double> shares;
    for (const DeviceId device : computing_)
      shares.push_back(rate(cluster_.member(device), locality(layer.kind)));
    return shares;
  }

  Stage plan_layer(LayerId id, const Scheme& scheme) {
    Stage stage;
    stage.layer = id;
    outputs_[id] = regions(id, scheme);
    for (DeviceId device = 0; device < cluster_.size(); ++device) {
      const Box& output = outputs_[id][device];
      if (!output.empty()) stage.tasks.push_back(make_task(id, device, output));
    }
    delivery_.deliver_inputs(stage, goes_through_owner(stage));
    delivery_.record_outputs(stage);
    return stage;
  }

  /// Layers that map every element to itself keep the regions of their (first) input, so that
  /// nothing has to move, unless the experiment says otherwise.
  bool keeps_regions(const Layer& layer) const {
    const bool element_wise = std::holds_alternative<Activate>(layer.kind) ||
                              std::holds_alternative<BatchNorm>(layer.kind) ||
                              std::holds_alternative<Dropout>(layer.kind) ||
                              std::holds_alternative<Add>(layer.kind);
    if (!element_wise || layer.inputs[0] == 0 || options_.partition.layers.contains(layer.name))
      return false;
    // Of what was cut by neurons no regions are known: it is gathered.
    return !outputs_[layer.inputs[0]].empty();
  }

  /// What the group owner computes is gathered there; a map that several workers need as a whole
  /// is gathered and handed out, as everybody would send to everybody otherwise.
  bool goes_through_owner(const Stage& stage) const {
    const Layer& layer = network_.layer(stage.layer);
    const Box& needed = needed_[stage.layer];
    for (const Task& task : stage.tasks) {
      if (task.device == group_owner && task.output == needed) return true;
      const bool some_channels = task.output.channels != needed.channels;
      for (std::size_t i = 0; i < task.inputs.size(); ++i) {
        if (some_channels && task.inputs[i] == needed_[layer.inputs[i]]) return true;
      }
    }
    return false;
  }

  LayerId last_before_server() const {
    const auto last =
        std::ranges::find(network_.layers, *options_.partition.offload_after, &Layer::name);
    if (last == network_.layers.end())
      throw std::invalid_argument("offload: no layer " + *options_.partition.offload_after);
    return static_cast<LayerId>(last - network_.layers.begin());
  }

  /// The fastest worker, the first of equals; the group owner when there is none.
  DeviceId server() const {
    DeviceId fastest = cluster_.workers() > 0 ? 1 : group_owner;
    for (DeviceId worker = 2; worker < cluster_.size(); ++worker)
      if (rate(cluster_.member(worker), Locality::spatial) >
          rate(cluster_.member(fastest), Locality::spatial))
        fastest = worker;
    return fastest;
  }

  /// One output box per device (empty: it does not take part).
  std::vector<Box> regions(LayerId id, const Scheme& scheme) const {
    const Layer& layer = network_.layer(id);
    std::vector<Box> outputs(cluster_.members.size());
    if (scheme.cut == Cut::server) {
      outputs[id <= last_before_server() ? group_owner : server()] = needed_[id];
      return outputs;
    }
    if (keeps_regions(layer)) {
      outputs = outputs_[layer.inputs[0]];
      for (Box& box : outputs) box = intersect(box, needed_[id]);
      return outputs;
    }
    const bool element_wise_of_neurons = locality(layer.kind) == Locality::spatial &&
                                         outputs_[layer.inputs[0]].empty() && layer.inputs[0] != 0;
    // A dense layer whose scheme cannot cut it is the group owner's.
    if (scheme.partitioner == nullptr || element_wise_of_neurons) {
      outputs[group_owner] = needed_[id];
      return outputs;
    }
    std::vector<double> shares = shares_for(layer);
    if (scheme.balanced && !factors_.empty())
      for (std::size_t i = 0; i < shares.size(); ++i) shares[i] *= factors_[i];
    const std::vector<Box> boxes = scheme.partitioner(layer.shape, shares);
    // Cut off, not shared out anew: the cuts of neighbouring layers stay where they meet.
    for (std::size_t i = 0; i < computing_.size(); ++i)
      outputs[computing_[i]] = intersect(boxes[i], needed_[id]);
    return outputs;
  }

  Task make_task(LayerId id, DeviceId device, const Box& output) const {
    Task task;
    task.device = device;
    task.output = output;
    for (std::size_t i = 0; i < network_.layer(id).inputs.size(); ++i) {
      task.inputs.push_back(required_input(network_, id, i, output));
    }
    task.work = work(network_, id, output);
    std::optional<Index> nonzeros;
    if (const auto pattern = patterns_.find(id); pattern != patterns_.end()) {
      const std::vector<Index>& starts = pattern->second->row_starts;
      nonzeros = starts[output.channels.end] - starts[output.channels.begin];
      task.work.macs = static_cast<double>(*nonzeros);
    }
    task.weight_bytes = stored_weight_bytes(network_, id, output, options_.weights, nonzeros);
    task.work.bytes += task.weight_bytes - weight_bytes(network_, id, output);
    return task;
  }

  const Network& network_;
  const Cluster& cluster_;
  const PlanOptions& options_;
  const Patterns& patterns_;
  const std::vector<double>& factors_;  ///< on the shares of balanced layers; none: all 1
  std::vector<Box> needed_;             ///< [layer]: what is computed of it
  Delivery delivery_;
  std::vector<DeviceId> computing_;
  std::vector<std::vector<Box>> outputs_;  ///< [layer][device]; none for a layer cut by neurons
};

bool has_balanced_layers(const Network& network, const PartitionSpec& spec) {
  for (LayerId id = 1; id < network.size(); ++id)
    if (scheme_for(spec, network.layer(id)).balanced) return true;
  return false;
}

}  // namespace

Plan make_plan(const Network& network, const Cluster& cluster, const PlanOptions& options,
               const Patterns& patterns) {
  const auto plan_with = [&](const std::vector<double>& factors) {
    return Planner(network, cluster, options, patterns, factors).run();
  };
  if (cluster.workers() == 0 || !has_balanced_layers(network, options.partition))
    return plan_with({});
  const std::size_t computing = cluster.workers() + (options.group_owner_computes ? 1 : 0);
  const Balance balance = balance_shares(computing, [&](const std::vector<double>& factors) {
    return planned_makespan_s(cluster, plan_with(factors), options.radios_sleep);
  });
  return plan_with(balance.factors);
}

std::string purpose_name(Purpose purpose) {
  switch (purpose) {
    case Purpose::scatter:
      return "scatter";
    case Purpose::halo:
      return "halo";
    case Purpose::gather:
      return "gather";
    case Purpose::reduce:
      return "reduce";
  }
  return "";
}

}  // namespace modnn
