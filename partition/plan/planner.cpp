#include "partition/plan/planner.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "partition/dense/dense_schemes.h"
#include "partition/plan/balance.h"
#include "partition/plan/cost.h"
#include "partition/plan/delivery.h"
#include "partition/plan/find_pipeline.h"
#include "partition/plan/footprint.h"
#include "partition/plan/needed.h"
#include "partition/plan/neuron_cut.h"
#include "partition/plan/placing.h"
#include "partition/plan/run.h"
#include "partition/plan/task_work.h"

namespace modnn {
namespace {

class Planner {
 public:
  Planner(const Situation& situation, const Network& network, const Cluster& cluster,
          const PlanOptions& options, const Patterns& patterns, const std::vector<Box>& needed,
          const std::vector<double>& factors)
      : network_(network),
        cluster_(cluster),
        options_(options),
        patterns_(patterns),
        factors_(factors),
        first_(situation.layer),
        needed_(needed),
        delivery_(situation.holdings, options_, needed_),
        present_(situation.present),
        computing_(computing_devices(situation.present, options)),
        spec_(options.partition),
        of_stage_{1, network.size() - 1} {
    if (options.placement) placement_ = *options.placement;
  }

  Plan run(LayerId end) {
    Plan plan;
    plan.devices = cluster_.size();
    for (LayerId id = first_; id <= end;) {
      enter_stage(stage_of(options_.partition, id));
      const ChosenScheme chosen = scheme_for(spec_, network_.layer(id));
      const Scheme& scheme = *chosen.scheme;
      if (scheme.place != nullptr) place_layers(id, chosen);
      const Run run = run_at(id, chosen);
      for (Stage& stage : plan_layers(run, scheme)) plan.stages.push_back(std::move(stage));
      id = run.last + 1;
    }
    Stage last;
    last.layer = end;
    if (end == network_.size() - 1 || options_.via == Via::relay) delivery_.gather(last, end);
    if (!last.messages.empty()) plan.stages.push_back(std::move(last));
    plan_memory(network_, cluster_, plan);
    return plan;
  }

  const Holdings& holdings() const { return delivery_.holdings(); }

 private:
  /// From here on the devices and schemes of this stage of the pipeline. Layers of one whose
  /// devices are all gone are the group owner's.
  void enter_stage(const PipelineStage* stage) {
    if (stage == stage_) return;
    stage_ = stage;
    of_stage_ = stage->layers;
    computing_.clear();
    for (const DeviceId worker : stage->workers)
      if (std::ranges::find(present_, worker) != present_.end()) computing_.push_back(worker);
    if (computing_.empty()) computing_.push_back(group_owner);
    spec_ = stage_spec(options_.partition, stage->layers.first);
  }

  /// The first of equals.
  DeviceId fastest(const std::vector<DeviceId>& devices) const {
    return *std::ranges::max_element(devices, {}, [this](DeviceId device) {
      return share_of(cluster_.member(device), Locality::spatial);
    });
  }

  /// Whose the layers are that are not cut.
  DeviceId leader() const { return stage_ == nullptr ? group_owner : fastest(computing_); }

  /// Whether the stage before hands its map to a layer through the group owner: that takes fewer
  /// messages than to relay what every device needs of every other.
  bool is_handed_on(LayerId id) const {
    return options_.via == Via::relay && id == of_stage_.first && id > 1;
  }

  /// The run of a placement that holds the layer; null when none does.
  const Run* placed_run(LayerId id) const {
    const auto holds = [id](const Run& run) { return run.first <= id && id <= run.last; };
    const auto run = std::ranges::find_if(placement_.runs, holds);
    return run == placement_.runs.end() ? nullptr : &*run;
  }

  /// Whether somebody else than its scheme says who computes what of the layer.
  bool is_placed(LayerId id) const {
    return placement_.owned.contains(id) || placed_run(id) != nullptr;
  }

  Run run_at(LayerId id, const ChosenScheme& chosen) const {
    if (const Run* placed = placed_run(id)) return {id, placed->last, placed->rounds};
    Run run{id, id};
    if (is_placed(id)) return run;
    const LayerId last = std::min(run_from(network_, spec_, chosen, id).last, of_stage_.last);
    while (run.last < last && !is_placed(run.last + 1)) ++run.last;
    return run;
  }

  std::vector<Stage> plan_layers(const Run& run, const Scheme& scheme) {
    const LayerId id = run.first;
    const auto parts = placement_.multiplied.find(id);
    if (parts != placement_.multiplied.end())
      return deliver_sums(
          delivery_, cut_by_inputs(network_, id, needed_[id], parts->second, options_.weights));
    return !is_placed(id) && cuts_by_neurons(id, scheme) ? plan_neurons(id, scheme)
                                                         : plan_run(run, scheme);
  }

  /// Has the scheme say who computes what of all layers in a row that it is the scheme of.
  void place_layers(LayerId first, const ChosenScheme& chosen) {
    if (!has_workers() || is_placed(first)) return;
    Placing placing{network_, cluster_, computing_, needed_, {first, first}, chosen.argument};
    placing.mode = options_.mode;
    placing.bytes_per_value = options_.bytes_per_value;
    placing.holdings = &delivery_.holdings();
    placing.options = &options_;
    for (LayerId id = first + 1; id <= of_stage_.last && !is_placed(id); ++id) {
      const ChosenScheme next = scheme_for(spec_, network_.layer(id));
      if (next.scheme->place != chosen.scheme->place || next.argument != chosen.argument) break;
      placing.layers.last = id;
    }
    Placement placed = chosen.scheme->place(placing);
    placement_.owned.merge(placed.owned);
    placement_.multiplied.merge(placed.multiplied);
    placement_.copied.merge(placed.copied);
    placement_.runs.insert(placement_.runs.end(), placed.runs.begin(), placed.runs.end());
    // What the scheme leaves out is nobody else's.
    for (LayerId id = placing.layers.first; id <= placing.layers.last; ++id)
      if (!is_placed(id)) placement_.owned.emplace(id, all_at(leader(), id));
  }

  std::vector<Region> all_at(DeviceId device, LayerId id) const {
    std::vector<Region> owned(cluster_.members.size());
    owned[static_cast<std::size_t>(device)] = needed_[id];
    return owned;
  }

  /// Inputs are told apart by their channel: of a map that was not flattened they cannot be.
  bool cuts_by_neurons(LayerId id, const Scheme& scheme) const {
    if (scheme.cut != Cut::inputs && scheme.cut != Cut::neurons) return false;
    const Shape input = network_.layer(network_.layer(id).inputs[0]).shape;
    return has_workers() && !needed_[id].empty() && input.channels == input.elements();
  }

  bool has_workers() const { return computing_ != std::vector<DeviceId>{group_owner}; }

  /// A dense layer that is cut finer than by regions of its output.
  std::vector<Stage> plan_neurons(LayerId id, const Scheme& scheme) {
    const Layer& layer = network_.layer(id);
    const std::vector<double> shares = shares_for(layer);
    if (is_sparse(layer.kind)) {
      const auto pattern = patterns_.find(id);
      if (pattern == patterns_.end())
        throw std::invalid_argument("layer " + layer.name + ": the nonzeros are not known");
      const SparsePartition partition = partition_sparse(scheme.name, *pattern->second, shares,
                                                         {.fgcp = options_.partition.fgcp});
      // The group owner is where map_reduce and the plain split by inputs add up.
      const bool at_group_owner =
          options_.mode == DeliveryMode::map_reduce || scheme.cut == Cut::inputs;
      NeuronCut cut = cut_by_neurons(network_, id, *pattern->second, partition, computing_,
                                     at_group_owner, options_.weights);
      const bool through_owner =
          is_handed_on(id) || (scheme.name == "output_split" && reads_most(cut.partial_sums));
      return deliver_cut(delivery_, std::move(cut), through_owner);
    }
    return deliver_cut(
        delivery_,
        cut_by_inputs(network_, id, whole(layer.shape),
                      input_parts(network_, id, computing_, shares), options_.weights),
        is_handed_on(id));
  }

  /// Rows in order touch most inputs of all but very sparse layers: then the map is gathered and
  /// handed out, as one that several workers need as a whole is.
  bool reads_most(const Stage& stage) const {
    const Index inputs = network_.layer(network_.layer(stage.layer).inputs[0]).shape.elements();
    return std::ranges::any_of(stage.tasks, [inputs](const Task& task) {
      return task.device != group_owner && 2 * task.reads[0].region.elements() > inputs;
    });
  }

  std::vector<double> shares_for(const Layer& layer) const {
    std::vector<double> shares;
    for (const DeviceId device : computing_)
      shares.push_back(share_of(cluster_.member(device), locality(layer.kind)));
    return shares;
  }

  std::vector<Stage> plan_run(const Run& run, const Scheme& scheme) {
    std::vector<Stage> stages;
    for (int round = 0; round < run.rounds; ++round)
      for (Stage& stage : plan_round(run, scheme, round)) stages.push_back(std::move(stage));
    return stages;
  }

  /// A stage for every layer of the run; what moves, moves before the first. That is also when what
  /// was computed in the round before returns.
  std::vector<Stage> plan_round(const Run& run, const Scheme& scheme, int round) {
    std::vector<Stage> stages = stages_of(network_, run, needed_, cluster_.size(),
                                          [&](LayerId id) { return regions(id, scheme, round); });
    if (round > 0) std::erase_if(stages, [](const Stage& stage) { return stage.tasks.empty(); });
    if (stages.empty()) return stages;
    if (round > 0 && options_.mode == DeliveryMode::map_reduce)
      for (LayerId id = run.first; id <= run.last; ++id) delivery_.bring_back(stages.front(), id);
    const bool through_owner =
        is_handed_on(run.first) || std::ranges::any_of(stages, [this](const Stage& stage) {
          return goes_through_owner(stage, needed_);
        });
    delivery_.deliver(stages.front(), needs_of(stages), through_owner);
    for (Stage& stage : stages) {
      const auto copied = placement_.copied.find(stage.layer);
      if (copied != placement_.copied.end()) add_copies(network_, stage, copied->second);
      for (Task& task : stage.tasks)
        fill_computing(task, network_, stage.layer, options_.weights, patterns_);
      delivery_.record(stage);
    }
    return stages;
  }

  /// Layers that map every element to itself keep the regions of their (first) input, so that
  /// nothing has to move, unless the experiment says otherwise.
  bool keeps_regions(const Layer& layer) const {
    return reach(layer.kind) == Reach::element && layer.inputs[0] >= of_stage_.first &&
           own_scheme(spec_, layer) == nullptr &&
           !delivery_.holdings().owned({layer.inputs[0]}).empty();  // else it is in the same run
  }

  LayerId last_before_server() const {
    const std::string name = find_scheme(Locality::spatial, options_.partition.conv).argument;
    const auto last = std::ranges::find(network_.layers, name, &Layer::name);
    if (last == network_.layers.end()) throw std::invalid_argument("offload: no layer " + name);
    return static_cast<LayerId>(last - network_.layers.begin());
  }

  /// The fastest worker; the group owner when there is none.
  DeviceId server() const {
    std::vector<DeviceId> workers = computing_;
    std::erase(workers, group_owner);
    return workers.empty() ? group_owner : fastest(workers);
  }

  /// What every device owns of a layer's output, of a run in rounds what it computes in this one.
  std::vector<Region> regions(LayerId id, const Scheme& scheme, int round) const {
    const Layer& layer = network_.layer(id);
    std::vector<Region> owned(cluster_.members.size());
    if (const auto placed = placement_.owned.find(id); placed != placement_.owned.end()) {
      for (std::size_t device = 0; device < owned.size(); ++device)
        owned[device] = placed->second[round * owned.size() + device] & needed_[id];
      return owned;
    }
    if (scheme.cut == Cut::server)
      return all_at(id <= last_before_server() ? group_owner : server(), id);
    if (keeps_regions(layer)) {
      for (DeviceId device = 0; device < cluster_.size(); ++device)
        owned[device] = delivery_.holdings().owned({layer.inputs[0]}, device) & needed_[id];
      return owned;
    }
    // A dense layer whose scheme cannot cut it is not cut.
    if (scheme.partitioner == nullptr) return all_at(leader(), id);
    std::vector<double> shares = shares_for(layer);
    if (scheme.balanced && !factors_.empty())
      for (std::size_t i = 0; i < shares.size(); ++i) shares[i] *= factors_[i];
    const std::vector<Box> boxes = scheme.partitioner(layer.shape, shares);
    // Cut off, not shared out anew: the cuts of neighbouring layers stay where they meet.
    for (std::size_t i = 0; i < computing_.size(); ++i)
      owned[computing_[i]] = intersect(boxes[i], needed_[id]);
    return owned;
  }

  const Network& network_;
  const Cluster& cluster_;
  const PlanOptions& options_;
  const Patterns& patterns_;
  const std::vector<double>& factors_;  ///< on the shares of balanced layers; none: all 1
  LayerId first_;
  const std::vector<Box>& needed_;  ///< [layer]: what is computed of it
  Delivery delivery_;
  const std::vector<DeviceId>& present_;
  std::vector<DeviceId> computing_;
  PartitionSpec spec_;
  const PipelineStage* stage_ = nullptr;  ///< of the pipeline
  Run of_stage_;                          ///< of the pipeline; without one all layers
  Placement placement_;  ///< what is said of layers instead of by their schemes' partitioners
};

bool has_balanced_layers(const Network& network, const PartitionSpec& spec) {
  for (LayerId id = 1; id < network.size(); ++id)
    if (scheme_for(spec, network.layer(id)).scheme->balanced) return true;
  return false;
}

/// Nobody who is not there has anything, and all that will be read somebody has.
Situation settled(Situation situation, const Network& network, const std::vector<Box>& needed) {
  const auto there = [&situation](DeviceId device) {
    return std::ranges::find(situation.present, device) != situation.present.end();
  };
  if (!there(group_owner)) throw std::invalid_argument("the group owner is not there");
  for (DeviceId device = 0; device < situation.holdings.devices(); ++device)
    if (!there(device)) situation.holdings.loses(device);
  for (LayerId id = 0; id < situation.layer; ++id)
    if (!situation.holdings.owned({id}).contains(needed[id]))
      throw std::invalid_argument("nobody has all that is needed of layer " +
                                  network.layer(id).name);
  return situation;
}

}  // namespace

std::vector<DeviceId> computing_devices(const std::vector<DeviceId>& present,
                                        const PlanOptions& options) {
  std::vector<DeviceId> computing;
  for (const DeviceId device : present)
    if (device != group_owner || options.group_owner_computes || present.size() == 1)
      computing.push_back(device);
  std::ranges::sort(computing);
  return computing;
}

Plan make_plan(const Network& network, const Cluster& cluster, const PlanOptions& options,
               const Patterns& patterns) {
  return plan_from(beginning(network, cluster.size()), network, cluster, options, patterns);
}

Plan plan_from(const Situation& situation, const Network& network, const Cluster& cluster,
               const PlanOptions& options, const Patterns& patterns) {
  const std::vector<Box> needed = needed_regions(network, situation.layer);
  const Situation start = settled(situation, network, needed);
  const std::vector<DeviceId> computing = computing_devices(start.present, options);
  const bool alone = computing == std::vector<DeviceId>{group_owner};
  PlanOptions chosen = options;
  if (alone) chosen.partition.pipeline.clear();
  if (!alone && options.partition.search)
    chosen.partition.pipeline = find_pipeline(start, network, cluster, options, patterns);
  const auto plan_with = [&](const std::vector<double>& factors) {
    return Planner(start, network, cluster, chosen, patterns, needed, factors)
        .run(network.size() - 1);
  };
  if (alone || !has_balanced_layers(network, options.partition)) return plan_with({});
  const Balance balance = balance_shares(computing.size(), [&](const std::vector<double>& factors) {
    return planned_makespan_s(network, cluster, plan_with(factors), options.radios_sleep);
  });
  return plan_with(balance.factors);
}

Section plan_section(const Situation& start, const Network& network, const Cluster& cluster,
                     const PlanOptions& options, const Patterns& patterns, LayerId last) {
  const std::vector<Box> needed = needed_regions(network, start.layer);
  const std::vector<double> factors;
  Planner planner(start, network, cluster, options, patterns, needed, factors);
  Plan plan = planner.run(last);
  return {std::move(plan), {planner.holdings(), start.present, last + 1}};
}

}  // namespace modnn
