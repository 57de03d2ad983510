#include "platforms/calibrate/fit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

namespace modnn {
namespace {

constexpr double bits_per_byte = 8;

/// Solves min sum ((overhead + bits / goodput) / seconds - 1)^2 over the lone flows, up and down.
void fit_lone_flows(const std::vector<Sample>& samples, MediumFit& fit) {
  double a = 0, b = 0, c = 0, u = 0, v = 0;
  for (const Sample& sample : samples) {
    if (sample.stations != 1 || sample.direction == Direction::both) continue;
    const double weight = 1 / (sample.seconds * sample.seconds);
    const double bits = sample.bytes * bits_per_byte;
    a += weight;
    b += weight * bits;
    c += weight * bits * bits;
    u += weight * sample.seconds;
    v += weight * sample.seconds * bits;
  }
  const double determinant = a * c - b * b;
  if (!(determinant > 0)) {
    throw std::invalid_argument("a fit needs lone flows of at least two sizes");
  }
  fit.message_overhead_s = std::max(0.0, (u * c - v * b) / determinant);
  fit.goodput_bps = determinant / (a * v - b * u);
}

double lone_seconds(const MediumFit& fit, double bytes) {
  return fit.message_overhead_s + bytes * bits_per_byte / fit.goodput_bps;
}

}  // namespace

MediumFit fit_medium(const std::vector<Sample>& samples, double steady_bytes) {
  MediumFit fit;
  fit_lone_flows(samples, fit);
  std::map<int, std::vector<double>> of_count{{1, {1.0}}};
  for (const Sample& sample : samples) {
    if (sample.direction != Direction::up || sample.stations == 1) continue;
    if (sample.bytes < steady_bytes) continue;
    of_count[sample.stations].push_back(sample.stations * lone_seconds(fit, sample.bytes) /
                                        sample.seconds);
  }
  int before = 1;
  for (const auto& [count, shares] : of_count) {
    double mean = 0;
    for (const double share : shares) mean += share / static_cast<double>(shares.size());
    const double start = fit.efficiency.empty() ? mean : fit.efficiency.back();
    for (int n = before + 1; n < count; ++n) {
      fit.efficiency.push_back(start + (mean - start) * (n - before) / (count - before));
    }
    fit.efficiency.push_back(mean);
    before = count;
  }
  return fit;
}

double predicted_seconds(const MediumFit& fit, const Sample& sample) {
  const double airtime = sample.stations * lone_seconds(fit, sample.bytes);
  const auto count = std::min(static_cast<std::size_t>(sample.stations), fit.efficiency.size());
  double seconds = 0;
  if (sample.direction != Direction::down) seconds += airtime / fit.efficiency[count - 1];
  if (sample.direction != Direction::up) seconds += airtime;
  return seconds;
}

std::vector<double> sorted_errors(const MediumFit& fit, const std::vector<Sample>& samples) {
  std::vector<double> errors;
  for (const Sample& sample : samples) {
    errors.push_back(std::abs(predicted_seconds(fit, sample) / sample.seconds - 1));
  }
  std::sort(errors.begin(), errors.end());
  return errors;
}

}  // namespace modnn
