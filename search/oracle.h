#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/network/network.h"
#include "partition/plan/options.h"
#include "partition/plan/patterns.h"
#include "platforms/cluster.h"
#include "process/interrupts.h"
#include "search/goal.h"
#include "sim/world/options.h"

namespace modnn {

/// How a search is run; nothing that is found depends on it.
struct SearchMeans {
  int jobs = 1;                            ///< plans that are simulated at a time
  const Interrupts* interrupts = nullptr;  ///< after one the search ends
  /// Told how many plans were tried, and how good the best is.
  std::function<void(int, const Score&)> progress{};
};

/// A plan is looked for of one image at the group owner.
struct SearchTask {
  const Network& network;
  const Cluster& cluster;
  const PlanOptions& options;  ///< what the experiment says of the plan
  const SimulationOptions& simulation;
  const Patterns& patterns;
  Goal goal{};
  SearchMeans means{};
};

/// What the simulator says of plans.
class Oracle {
 public:
  explicit Oracle(const SearchTask& task) : task_(task) {}

  /// Whether plans count towards the number that may be tried.
  enum class Counting { counted, beside };

  /// Plans and simulates each, without noise, in forked children: how good it is, or none where it
  /// cannot be planned. Of those beyond the number of plans that may be tried nothing is said.
  /// Throws FreshProcessNeeded where this process has simulated what its children must not inherit.
  std::vector<std::optional<Score>> ask(const std::vector<PlanOptions>& candidates,
                                        Counting counting);

  int asked() const { return asked_; }
  int left() const { return std::max(0, task_.goal.plans - counted_); }
  /// Why the first one of those that could not be planned could not; empty where all could.
  const std::string& first_failure() const { return first_failure_; }

 private:
  const SearchTask& task_;
  int asked_ = 0;
  int counted_ = 0;
  std::string first_failure_;
  std::optional<Score> best_;
};

}  // namespace modnn
