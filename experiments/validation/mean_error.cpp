#include "experiments/validation/mean_error.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

#include "config/random.h"

namespace modnn {
namespace {

constexpr std::size_t samples = 10000;
constexpr std::size_t beyond = samples / 40;  // 2.5 % at either side

Interval bootstrap_interval(const std::vector<double>& values) {
  const CounterRandom random(1, "bootstrap");
  std::vector<double> means(samples);
  std::uint64_t draw = 0;
  for (double& mean : means) {
    for (std::size_t i = 0; i < values.size(); ++i)
      mean += values[random.bits(draw++) % values.size()];
    mean /= static_cast<double>(values.size());
  }
  std::sort(means.begin(), means.end());
  return {means[beyond], means[samples - 1 - beyond]};
}

}  // namespace

MeanError mean_error(const std::vector<double>& errors) {
  MeanError result;
  result.figures = static_cast<int>(errors.size());
  if (errors.empty()) return result;
  result.mean = std::accumulate(errors.begin(), errors.end(), 0.0) / result.figures;
  if (errors.size() > 1) result.interval = bootstrap_interval(errors);
  return result;
}

std::vector<double> predicted_errors(const ClaimGroup& group, const std::string& prefix) {
  std::vector<double> errors;
  for (const Claim& claim : group.claims)
    if (!claim.calibrated && claim.quantity.starts_with(prefix))
      errors.push_back(std::abs(claim.error()));
  return errors;
}

std::vector<std::pair<std::string, MeanError>> errors_of_publications(
    const std::vector<ClaimGroup>& groups) {
  std::vector<std::pair<std::string, std::vector<double>>> errors;
  for (const ClaimGroup& group : groups) {
    if (group.alternative) continue;
    // The groups of a publication follow each other.
    if (errors.empty() || errors.back().first != group.publication)
      errors.push_back({group.publication, {}});
    for (const double error : predicted_errors(group)) errors.back().second.push_back(error);
  }
  std::vector<std::pair<std::string, MeanError>> means;
  for (const auto& [publication, values] : errors)
    if (!values.empty()) means.push_back({publication, mean_error(values)});
  return means;
}

std::string mean_error_text(const MeanError& error) {
  if (!error.interval) return fmt::format("{:.1f} % (1 figure)", 100 * error.mean);
  return fmt::format("{:.1f} % (95 % interval {:.1f} to {:.1f} %, {} figures)", 100 * error.mean,
                     100 * error.interval->low, 100 * error.interval->high, error.figures);
}

}  // namespace modnn
