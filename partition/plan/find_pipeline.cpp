#include "partition/plan/find_pipeline.h"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <tuple>

#include "partition/plan/cost.h"
#include "partition/plan/footprint.h"

namespace modnn {
namespace {

using Set = std::uint64_t;  ///< of computing devices, by index

/// What may be taken of the devices: of each class of them the first ones.
std::vector<Set> sets_of(const std::vector<std::vector<Set>>& classes) {
  std::vector<Set> sets{0};
  for (const std::vector<Set>& members : classes) {
    const std::vector<Set> before = sets;
    Set taken = 0;
    for (const Set member : members) {
      taken |= member;
      for (const Set set : before) sets.push_back(set | taken);
    }
  }
  std::ranges::sort(sets);
  return sets;
}

/// Whether one may take the other's place: neither has anything yet.
bool alike(const Situation& start, const Cluster& cluster, DeviceId one, DeviceId other) {
  const Member& a = cluster.member(one);
  const Member& b = cluster.member(other);
  const bool has_nothing = start.layer == 1 && start.holdings.held({0}, one).empty() &&
                           start.holdings.held({0}, other).empty();
  return one != group_owner && other != group_owner && has_nothing && a.device == b.device &&
         a.speed_factor == b.speed_factor && a.rate_bps == b.rate_bps && a.uplink == b.uplink;
}

std::vector<Set> sets_of(const Situation& start, const Cluster& cluster,
                         const std::vector<DeviceId>& computing) {
  // Only neighbours are alike: their order among the others counts, as where strips are rounded.
  std::vector<std::vector<Set>> classes, in_order(1);
  for (std::size_t i = 0; i < computing.size(); ++i) {
    if (i == 0 || !alike(start, cluster, computing[i - 1], computing[i])) classes.emplace_back();
    classes.back().push_back(Set{1} << i);
    in_order[0].push_back(Set{1} << i);
  }
  double sets = 1;
  for (const auto& members : classes) sets *= static_cast<double>(members.size() + 1);
  return sets_of(sets > static_cast<double>(most_sets) ? in_order : classes);
}

/// A beginning of a pipeline. Of latency all seconds are in `longest_s`.
struct Way {
  double longest_s = 0;  ///< of the device with most to do
  double air_s = 0;
  std::vector<PipelineStage> stages{};

  double cost() const { return std::max(longest_s, air_s); }
  bool is_no_worse(const Way& other) const {
    return longest_s <= other.longest_s && air_s <= other.air_s &&
           stages.size() <= other.stages.size();
  }
};

/// What is done, by which devices (of these the last stage's, where they hand the map on).
using State = std::tuple<LayerId, Set, Set>;

struct Stand {
  Situation situation;
  std::vector<Way> ways;  ///< none no worse than another
};

class Search {
 public:
  Search(const Situation& start, const Network& network, const Cluster& cluster,
         const PlanOptions& options, const Patterns& patterns)
      : network_(network),
        cluster_(cluster),
        options_(options),
        patterns_(patterns),
        computing_(computing_devices(start.present, options)) {
    if (computing_.size() > 64)
      throw std::invalid_argument("a pipeline is searched among at most 64 devices");
    sets_ = sets_of(start, cluster, computing_);
    stands_.emplace(State{start.layer - 1, 0, 0}, Stand{start, {Way{}}});
  }

  std::vector<PipelineStage> run() {
    // States lead to later ones only.
    for (auto stand = stands_.begin(); stand != stands_.end(); stand = stands_.erase(stand)) {
      const auto [done, used, holders] = stand->first;
      for (const Set then : sets_)
        if ((then & used) == used && then != used)
          extend(stand->second, {done, used, holders}, then);
    }
    if (best_.stages.empty()) throw DoesNotFit(*does_not_fit_);
    return best_.stages;
  }

 private:
  bool may_end(LayerId last) const {
    return last == network_.size() - 1 || (can_end_stage(network_, last) &&
                                           reach(network_.layer(last + 1).kind) != Reach::element);
  }

  /// The next stage, of every length, by the devices that are used then and were not before.
  void extend(const Stand& from, const State& state, Set then) {
    const auto [done, used, holders] = state;
    PipelineStage stage{{done + 1, done + 1}};
    for (std::size_t i = 0; i < computing_.size(); ++i)
      if (((then & ~used) >> i & 1) != 0) stage.workers.push_back(computing_[i]);
    for (LayerId last = done + 1; last < network_.size(); ++last) {
      if (!may_end(last)) continue;
      stage.layers.last = last;
      const Part* part = part_of(from, holders, then & ~used, stage);
      if (part == nullptr) continue;
      // A longer stage has all that this one computes.
      if (goal() == PipelineGoal::throughput && part->cost.longest_s >= best_.cost()) return;
      const State next{last, then, options_.via == Via::relay ? Set{0} : then & ~used};
      for (const Way& way : from.ways) add(way, *part, stage, next);
    }
  }

  /// What a stage costs, and where the inference stands then.
  struct Part {
    Way cost;
    Situation end;
  };

  /// None where it does not fit the devices' memories.
  const Part* part_of(const Stand& from, Set holders, Set set, const PipelineStage& stage) {
    const auto [known, is_new] = parts_.try_emplace(
        std::tuple{stage.layers.first, stage.layers.last, holders, set}, std::nullopt);
    if (is_new) {
      PlanOptions options = options_;
      options.partition.pipeline = {stage};
      try {
        Section section =
            plan_section(from.situation, network_, cluster_, options, patterns_, stage.layers.last);
        known->second = Part{cost_of(section.plan), std::move(section.end)};
      } catch (const DoesNotFit& error) {
        does_not_fit_ = error;
      }
    }
    return known->second ? &*known->second : nullptr;
  }

  Way cost_of(const Plan& plan) const {
    if (goal() == PipelineGoal::latency)
      return {planned_makespan_s(network_, cluster_, plan, options_.radios_sleep)};
    const PlannedLoad load = planned_load(network_, cluster_, plan, options_.radios_sleep);
    return {load.busiest_device_s(), load.air_s};
  }

  void add(const Way& before, const Part& part, const PipelineStage& stage, const State& next) {
    Way way = before;
    way.longest_s = goal() == PipelineGoal::latency
                        ? before.longest_s + part.cost.longest_s
                        : std::max(before.longest_s, part.cost.longest_s);
    way.air_s += part.cost.air_s;
    way.stages.push_back(stage);
    if (way.cost() >= best_.cost()) return;
    if (stage.layers.last == network_.size() - 1) {
      best_ = std::move(way);
      return;
    }
    if (way.stages.size() >= static_cast<std::size_t>(options_.partition.search->most_stages))
      return;
    std::vector<Way>& ways = stands_.try_emplace(next, Stand{part.end, {}}).first->second.ways;
    const auto beats = [&way](const Way& other) { return other.is_no_worse(way); };
    if (std::ranges::any_of(ways, beats)) return;
    std::erase_if(ways, [&way](const Way& other) { return way.is_no_worse(other); });
    ways.push_back(std::move(way));
  }

  PipelineGoal goal() const { return options_.partition.search->goal; }

  const Network& network_;
  const Cluster& cluster_;
  const PlanOptions& options_;
  const Patterns& patterns_;
  std::vector<DeviceId> computing_;
  std::vector<Set> sets_;
  std::map<State, Stand> stands_;
  std::map<std::tuple<LayerId, LayerId, Set, Set>, std::optional<Part>> parts_;
  Way best_{std::numeric_limits<double>::infinity()};  ///< of all layers
  std::optional<DoesNotFit> does_not_fit_;
};

}  // namespace

std::vector<PipelineStage> find_pipeline(const Situation& situation, const Network& network,
                                         const Cluster& cluster, const PlanOptions& options,
                                         const Patterns& patterns) {
  return Search(situation, network, cluster, options, patterns).run();
}

}  // namespace modnn
