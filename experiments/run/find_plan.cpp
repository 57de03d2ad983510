#include "experiments/run/find_plan.h"

#include <algorithm>
#include <fmt/format.h>

#include "config/error.h"
#include "experiments/run/progress.h"
#include "partition/plan/footprint.h"

namespace modnn {
namespace {

constexpr const char* limits_pointer = "/partition/auto/subject_to";

/// Why the schemes that a search begins with cannot be planned is why no plan was found.
PlanError no_plan(const Experiment& experiment, const Network& network, const Patterns& patterns,
                  const std::string& text) {
  try {
    make_plan(network, experiment.cluster, experiment.plan, patterns);
  } catch (const DoesNotFit& error) {
    return {error.what(), error.device};
  } catch (const std::exception& error) {
    return PlanError(error.what());
  }
  return PlanError(text);
}

Found found(const Experiment& experiment, const Network& network, const SearchMeans& means) {
  const Patterns patterns = plan_patterns(experiment, network);
  const SearchTask task{network,
                        experiment.cluster,
                        experiment.plan,
                        experiment.simulation,
                        patterns,
                        experiment.goal,
                        means};
  try {
    return search(task);
  } catch (const NothingFound& error) {
    if (error.reason == NothingFound::Reason::no_plan)
      throw no_plan(experiment, network, patterns, error.what());
    PlanError located(error.what());
    located.pointer = limits_pointer;
    throw located;
  }
}

/// What a search sees of a point.
std::string seen_by_search(const Sweep& sweep, std::size_t index, const Experiment& experiment) {
  Json root = sweep.document(index).root;
  for (const char* key : {"noise", "tolerance", "image", "mode", "workload"}) root.erase(key);
  const auto& layers = experiment.network.layers;
  const auto sparse = [](const Layer& layer) { return is_sparse(layer.kind); };
  if (std::ranges::none_of(layers, sparse)) root.erase("seed");
  return root.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool may_search(const Sweep& sweep) {
  const auto pointers = sweep.axes().columns();
  const auto of_partition = [](const std::string& pointer) {
    return pointer == "/partition" || pointer == "/partition/conv";
  };
  if (std::ranges::any_of(pointers, of_partition)) return true;
  return sweep.resolved()["partition"]["conv"] == "auto";
}

/// Points that search, by what their searches see.
std::map<std::string, std::vector<std::size_t>> searches(const Sweep& sweep,
                                                         const std::vector<std::size_t>& points) {
  std::map<std::string, std::vector<std::size_t>> all;
  if (!may_search(sweep)) return all;
  for (const std::size_t index : points) {
    try {
      const Experiment experiment = sweep.read(index);
      if (is_searched(experiment.plan.partition) && !experiment.stages)
        all[seen_by_search(sweep, index, experiment)].push_back(index);
    } catch (const InputError&) {
      // The point itself says what is wrong.
    }
  }
  return all;
}

}  // namespace

Experiment with_plan_found(const Experiment& experiment, const Network& network,
                           const SearchMeans& means) {
  if (!is_searched(experiment.plan.partition)) return experiment;
  Experiment other = experiment;
  if (!other.found) other.found = std::make_shared<Found>(found(experiment, network, means));
  other.plan = other.found->options;
  return other;
}

std::vector<std::string> search_notes(const Experiment& experiment) {
  std::vector<std::string> texts;
  const PlanOptions standard;
  const PlanOptions& plan = experiment.plan;
  if (!is_searched(plan.partition)) {
    if (experiment.goal != Goal{})
      texts.emplace_back("/partition/auto: without effect, as conv is not \"auto\"");
    return texts;
  }
  const auto other = [&texts](bool is_other, const char* pointer) {
    if (is_other) texts.push_back(fmt::format("{}: auto tries the others, too", pointer));
  };
  other(plan.partition.dense != standard.partition.dense, "/partition/dense");
  if (experiment.goal.ways == Ways::any) {
    other(plan.mode != standard.mode, "/delivery/mode");
    other(plan.via != standard.via, "/delivery/via");
    other(plan.relays != standard.relays, "/delivery/relays");
    other(plan.group_owner_computes, "/delivery/group_owner_computes");
  }
  if (experiment.workload)
    texts.emplace_back("/workload: auto looks for the best plan of one image at the group owner");
  return texts;
}

std::map<std::size_t, Searched> search_plans(const Sweep& sweep,
                                             const std::vector<std::size_t>& points, int jobs,
                                             bool quiet, const Interrupts& interrupts) {
  std::map<std::size_t, Searched> all;
  const auto groups = searches(sweep, points);
  if (groups.empty()) return all;
  const auto plans =
      static_cast<std::size_t>(sweep.read(groups.begin()->second.front()).goal.plans);
  Progress progress(groups.size() * plans, quiet, Progress::Detail::bar_only, "plans for auto");
  std::map<std::size_t, const std::vector<std::size_t>*> by_first;
  for (const auto& [seen, same] : groups) by_first[same.front()] = &same;
  for (const auto& [first, same] : by_first) {
    if (Interrupts::count() > 0) break;
    const Experiment experiment = sweep.read(first);
    std::size_t tried = 0;
    const auto told = [&](int asked, const Score&) {
      const std::size_t now = std::min(static_cast<std::size_t>(asked), plans);
      if (now > tried) progress.step(now - tried);
      tried = std::max(tried, now);
    };
    Searched searched;
    try {
      const Experiment settled =
          with_plan_found(experiment, planned_network(experiment), {jobs, &interrupts, told});
      searched.found = settled.found;
    } catch (const PlanError& error) {
      searched.error = error;
    }
    if (Interrupts::count() > 0) break;
    if (plans > tried) progress.step(plans - tried);
    for (const std::size_t index : *same) all[index] = searched;
  }
  return all;
}

}  // namespace modnn
