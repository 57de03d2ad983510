#include "search/oracle.h"

#include <algorithm>
#include <fmt/format.h>
#include <sstream>
#include <stdexcept>

#include "partition/plan/planner.h"
#include "process/fresh_process.h"
#include "process/pool.h"
#include "sim/simulate.h"

namespace modnn {
namespace {

constexpr char failed_mark = '!';

/// Without noise: a planner does not know how it will turn out.
std::string measure(const SearchTask& task, const PlanOptions& candidate) {
  SimulationOptions simulation = task.simulation;
  simulation.noise = {};
  simulation.timeline = false;
  try {
    const Plan plan = make_plan(task.network, task.cluster, candidate, task.patterns);
    const Report report = simulate(task.network, task.cluster, plan, simulation, nullptr);
    double memory = 0;
    for (const Footprint& footprint : plan.memory) memory = std::max(memory, footprint.needed());
    return fmt::format("{} {} {}", report.makespan_s, report.energy_j, memory);
  } catch (const FreshProcessNeeded&) {
    throw;
  } catch (const std::exception& error) {
    return failed_mark + std::string(error.what());
  }
}

Outcome parsed(const std::string& text) {
  std::istringstream words(text);
  std::string makespan, energy, memory;
  words >> makespan >> energy >> memory;
  return {std::stod(makespan), std::stod(energy), std::stod(memory)};
}

}  // namespace

std::vector<std::optional<Score>> Oracle::ask(const std::vector<PlanOptions>& candidates,
                                              Counting counting) {
  constexpr std::size_t plans_per_child = 100000;
  std::vector<std::optional<Score>> scores(candidates.size());
  std::size_t count = candidates.size();
  if (counting == Counting::counted) count = std::min(count, static_cast<std::size_t>(left()));
  if (count == 0) return scores;
  const PoolOptions pool{task_.means.jobs, 0, task_.means.interrupts, plans_per_child, true};
  std::vector<std::string> failures(count);
  const std::string not_fresh = FreshProcessNeeded().what();
  bool fresh_needed = false;
  run_forked(
      count, pool, [&](std::size_t i) { return measure(task_, candidates[i]); },
      [&](std::size_t i, const JobResult& result) {
        if (!result.succeeded && result.text == not_fresh) {
          fresh_needed = true;  // the child has inherited what this process simulated before
        } else if (!result.succeeded || result.text[0] == failed_mark) {
          failures[i] = result.succeeded ? result.text.substr(1) : result.text;
        } else {
          scores[i] = score_of(task_.goal, parsed(result.text));
        }
      });
  if (fresh_needed) throw FreshProcessNeeded();
  asked_ += static_cast<int>(count);
  if (counting == Counting::counted) counted_ += static_cast<int>(count);
  const auto failure =
      std::ranges::find_if(failures, [](const std::string& text) { return !text.empty(); });
  if (first_failure_.empty() && failure != failures.end()) first_failure_ = *failure;
  for (const auto& score : scores)
    if (score && (!best_ || *score < *best_)) best_ = score;
  if (task_.means.progress && best_) task_.means.progress(asked_, *best_);
  return scores;
}

}  // namespace modnn
