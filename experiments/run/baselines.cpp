#include "experiments/run/baselines.h"

#include <cmath>
#include <fmt/format.h>

#include "experiments/run/run_point.h"
#include "process/fresh_process.h"

namespace modnn {
namespace {

constexpr char time_mark = '=';
constexpr char reason_mark = '!';

/// What the reader or the planner refuses is an answer; how a child dies says nothing of the phone.
std::string time_alone(const Sweep& sweep, std::size_t index) {
  try {
    const Experiment experiment = alone(sweep.read(index));
    return fmt::format("{}{}", time_mark, run_point(experiment).report.makespan_s);
  } catch (const FreshProcessNeeded&) {
    throw;
  } catch (const std::runtime_error& error) {
    return reason_mark + std::string(error.what());
  }
}

Baseline unpack(const JobResult& result) {
  Baseline baseline;
  if (!result.succeeded) {
    baseline.lost = "the lone phone that speed-ups are measured against: " + result.text;
  } else if (result.text[0] == reason_mark) {
    baseline.cannot = result.text.substr(1);
  } else {
    const double seconds = std::stod(result.text.substr(1));
    if (std::isfinite(seconds)) baseline.seconds = seconds;
    if (!std::isfinite(seconds)) baseline.cannot = "it takes no finite time";
  }
  return baseline;
}

}  // namespace

std::map<std::string, Baseline> run_baselines(const Sweep& sweep,
                                              const std::vector<std::size_t>& points,
                                              const PoolOptions& options) {
  std::map<std::string, Baseline> baselines;
  std::vector<std::pair<std::string, std::size_t>> to_run;
  for (const std::size_t index : points) {
    const std::string key = sweep.baseline_key(index);
    if (baselines.emplace(key, Baseline{}).second) to_run.emplace_back(key, index);
  }
  run_forked(
      to_run.size(), options, [&](std::size_t i) { return time_alone(sweep, to_run[i].second); },
      [&](std::size_t i, const JobResult& result) { baselines[to_run[i].first] = unpack(result); });
  return baselines;
}

}  // namespace modnn
