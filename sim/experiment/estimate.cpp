#include "sim/experiment/estimate.h"

#include <chrono>
#include <cmath>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <limits>

#include "sim/experiment/point_row.h"
#include "sim/experiment/pool.h"
#include "sim/fresh_process.h"

namespace modnn {
namespace {

constexpr std::size_t sample_size = 20;
constexpr double longest_trial_s = 20;

/// Mean of some of the rows that are there; 0 when there are none.
double seconds_of_rows(const PendingSweep& pending) {
  double seconds = 0;
  std::size_t rows = 0;
  const std::size_t stride = pending.set.ids.size() / sample_size + 1;
  for (std::size_t index = 0; index < pending.set.ids.size(); index += stride) {
    const StoredRow* row = pending.store.find(pending.set.ids[index]);
    if (row == nullptr || row->failed) continue;
    seconds += pending.store.read(*row).value("wall_s", 0.0);
    ++rows;
  }
  return rows > 0 ? seconds / static_cast<double>(rows) : 0;
}

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

/// Of a missing point in the middle.
double seconds_of_trial(const PendingSweep& pending) {
  const std::size_t index = pending.missing[pending.missing.size() / 2];
  double seconds = longest_trial_s;
  run_forked(
      1, {1, longest_trial_s, nullptr},
      [&](std::size_t) { return fmt::format("{}", seconds_of_usual_point(pending, index)); },
      [&](std::size_t, const JobResult& result) {
        if (result.succeeded) seconds = std::stod(result.text);
      });
  return seconds;
}

}  // namespace

std::string estimate(const PendingSweep& pending, int jobs) {
  const double known_s = seconds_of_rows(pending);
  const double point_s = known_s > 0 ? known_s : seconds_of_trial(pending);
  const double total_s = point_s * std::ceil(static_cast<double>(pending.missing.size()) / jobs);
  return fmt::format("{} {:%H:%M:%S} with {} jobs",
                     point_s < longest_trial_s ? "about" : "at least",
                     std::chrono::seconds(std::lround(std::ceil(total_s))), jobs);
}

}  // namespace modnn
