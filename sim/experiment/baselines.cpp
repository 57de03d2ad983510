#include "sim/experiment/baselines.h"

#include <fmt/format.h>
#include <limits>

#include "sim/experiment/run_point.h"

namespace modnn {

std::map<std::string, double> run_baselines(const Sweep& sweep,
                                            const std::vector<std::size_t>& points,
                                            const PoolOptions& options) {
  std::map<std::string, double> seconds;
  std::vector<std::pair<std::string, std::size_t>> to_run;
  for (const std::size_t index : points) {
    const std::string key = sweep.baseline_key(index);
    if (seconds.emplace(key, std::numeric_limits<double>::quiet_NaN()).second) {
      to_run.emplace_back(key, index);
    }
  }
  run_forked(
      to_run.size(), options,
      [&](std::size_t i) {
        const Experiment experiment = alone(sweep.read(to_run[i].second));
        return fmt::format("{}", run_point(experiment).report.makespan_s);
      },
      [&](std::size_t i, const JobResult& result) {
        if (result.succeeded) seconds[to_run[i].first] = std::stod(result.text);
      });
  return seconds;
}

}  // namespace modnn
