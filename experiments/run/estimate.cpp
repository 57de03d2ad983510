#include "experiments/run/estimate.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "experiments/run/point_row.h"
#include "process/fresh_process.h"
#include "process/pool.h"

namespace modnn {
namespace {

constexpr std::size_t most_trials = 4;
constexpr double longest_trial_s = 10;

double seconds_of_point(const PendingSweep& pending, std::size_t index) {
  const auto begin = std::chrono::steady_clock::now();
  compute_row(pending.sweep, index, {});
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  return elapsed.count();
}

/// A child computes many short points, of which the first takes longest.
double seconds_of_usual_point(const PendingSweep& pending, std::size_t index) {
  constexpr double short_s = 0.1;
  const double first_s = seconds_of_point(pending, index);
  if (first_s > short_s) return first_s;
  try {
    return seconds_of_point(pending, index);
  } catch (const FreshProcessNeeded&) {
    return first_s;
  }
}

struct Trials {
  double seconds = 0;  ///< mean of a point
  bool whole = true;   ///< none was broken off
};

Trials try_some(const PendingSweep& pending, int jobs) {
  const std::vector<std::size_t> points = trial_points(pending);
  Trials trials;
  run_forked(
      points.size(), {jobs, longest_trial_s, nullptr},
      [&](std::size_t trial) {
        return fmt::format("{}", seconds_of_usual_point(pending, points[trial]));
      },
      [&](std::size_t, const JobResult& result) {
        trials.whole = trials.whole && result.succeeded;
        trials.seconds += result.succeeded ? std::stod(result.text) : longest_trial_s;
      });
  trials.seconds /= static_cast<double>(points.size());
  return trials;
}

}  // namespace

std::vector<std::size_t> trial_points(const PendingSweep& pending) {
  const std::size_t count = std::min(most_trials, pending.missing.size());
  std::vector<std::size_t> points;
  for (std::size_t trial = 0; trial < count; ++trial)
    points.push_back(pending.missing[(2 * trial + 1) * pending.missing.size() / (2 * count)]);
  return points;
}

std::string estimate(const PendingSweep& pending, int jobs) {
  const Trials trials = try_some(pending, jobs);
  const double total_s =
      trials.seconds * std::ceil(static_cast<double>(pending.missing.size()) / jobs);
  return fmt::format("{} {:%H:%M:%S} with {} jobs", trials.whole ? "about" : "at least",
                     std::chrono::seconds(std::lround(std::ceil(total_s))), jobs);
}

}  // namespace modnn
