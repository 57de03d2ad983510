// The plan of an experiment: of a scheme that searches, what was found or what it began with,
// whichever the simulator says is faster.
#include <algorithm>
#include <fmt/format.h>

#include "experiments/run/notes.h"
#include "partition/plan/footprint.h"
#include "partition/plan/source_plan.h"
#include "partition/verify/verify.h"
#include "process/fresh_process.h"
#include "process/pool.h"
#include "sim/service/bag.h"
#include "sim/simulate.h"

namespace modnn {
namespace {

/// Makespans of both plans, each simulated in a child, as the process may be needed fresh for the
/// point itself. Without noise: a planner does not know how it will turn out.
std::vector<double> simulated_seconds(const Experiment& experiment, const Network& network,
                                      const std::vector<const Plan*>& plans) {
  SimulationOptions options = experiment.simulation;
  options.noise = {};
  options.timeline = false;
  const std::string fresh = "fresh";
  std::vector<double> seconds(plans.size());
  std::string failure;
  bool fresh_needed = false;
  const auto work = [&](std::size_t i) {
    try {
      return fmt::format(
          "{}", simulate(network, experiment.cluster, *plans[i], options, nullptr).makespan_s);
    } catch (const FreshProcessNeeded&) {
      return fresh;  // the child has inherited what this process simulated before
    }
  };
  run_forked(plans.size(), {}, work, [&](std::size_t i, const JobResult& result) {
    if (!result.succeeded) {
      failure = result.text;
    } else if (result.text == fresh) {
      fresh_needed = true;
    } else {
      seconds[i] = std::stod(result.text);
    }
  });
  if (fresh_needed) throw FreshProcessNeeded();
  if (!failure.empty()) throw std::runtime_error(failure);
  return seconds;
}

/// The plan that is written in the experiment, else that of the schemes.
Plan made(const Experiment& experiment, const Network& network, const PlanOptions& options,
          const Patterns& patterns, DeviceId source) {
  const Cluster& cluster = experiment.cluster;
  if (experiment.stages) {
    if (source != group_owner)
      throw std::runtime_error(
          "a plan with \"stages\" begins at the group owner: no other source can have images");
    Plan plan{.devices = cluster.size(), .stages = *experiment.stages, .memory = {}};
    plan_memory(network, cluster, plan);
    return plan;
  }
  Plan plan = make_plan_from(source, network, cluster, options, patterns);
  if (!options.placement) return plan;
  const std::vector<std::string> wrong = verify_from(
      beginning(network, cluster.size(), source), network, plan, options.bytes_per_value, patterns);
  if (!wrong.empty()) throw std::runtime_error("the regions make a wrong plan: " + wrong.front());
  return plan;
}

Plan planned(const Experiment& experiment, const Network& network, const PlanOptions& options,
             const Patterns& patterns, DeviceId source) {
  try {
    Plan plan = made(experiment, network, options, patterns, source);
    if (experiment.simulation.tiles != Tiles::planned) tiles_of(network, plan);  // or it throws
    return plan;
  } catch (const DoesNotFit& error) {
    throw PlanError(error.what(), error.device);
  } catch (const std::logic_error& error) {
    throw PlanError(error.what());
  } catch (const std::runtime_error& error) {
    throw PlanError(error.what());
  }
}

}  // namespace

std::optional<PartitionSpec> without_search(const PartitionSpec& spec) {
  constexpr const char* searching = "bodp_balanced";
  constexpr const char* start = "bodp";
  PartitionSpec plain = spec;
  bool searches = plain.conv == searching;
  if (searches) plain.conv = start;
  for (auto* own : {&plain.layers, &plain.kinds}) {
    for (auto& [what, name] : *own) {
      if (name != searching) continue;
      name = start;
      searches = true;
    }
  }
  return searches ? std::optional(plain) : std::nullopt;
}

namespace {

Plan plan_source(const Experiment& experiment, const Network& network, const Patterns& patterns,
                 DeviceId source) {
  Plan found = planned(experiment, network, experiment.plan, patterns, source);
  const auto plain = without_search(experiment.plan.partition);
  if (!plain || experiment.stages || experiment.cluster.workers() == 0) return found;
  PlanOptions options = experiment.plan;
  options.partition = *plain;
  Plan begun = planned(experiment, network, options, patterns, source);
  if (same_plan(begun, found)) return begun;
  const auto seconds = simulated_seconds(experiment, network, {&begun, &found});
  return seconds[0] <= seconds[1] ? begun : found;
}

}  // namespace

std::vector<DeviceId> image_sources(const Experiment& experiment) {
  if (experiment.workload) return experiment.workload->sources;
  return {group_owner};
}

Plan plan_experiment(const Experiment& asked, const Network& network) {
  const Experiment experiment = with_plan_found(asked, network);
  return plan_source(experiment, network, plan_patterns(experiment, network),
                     image_sources(experiment).front());
}

std::vector<Plan> plan_sources(const Experiment& asked, const Network& network) {
  const Experiment experiment = with_plan_found(asked, network);
  const Patterns patterns = plan_patterns(experiment, network);
  std::vector<Plan> plans;
  for (const DeviceId source : image_sources(experiment))
    plans.push_back(plan_source(experiment, network, patterns, source));
  return plans;
}

}  // namespace modnn
