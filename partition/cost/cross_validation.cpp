#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <map>

#include "partition/cost/fit.h"

namespace modnn {
namespace {

using Layer = std::pair<std::string, std::string>;  // network and name

Layer layer_of(const MeasuredCall& sample) { return {sample.network, sample.layer}; }

double outputs(const KernelCall& call) {
  return call.out_channels * call.out_height * call.out_width;
}

/// Of every layer, how much of it the largest call computes.
std::map<Layer, double> extents(const std::vector<MeasuredCall>& samples) {
  std::map<Layer, double> largest;
  for (const MeasuredCall& sample : samples) {
    double& extent = largest[layer_of(sample)];
    extent = std::max(extent, outputs(sample.call));
  }
  return largest;
}

/// Fits the samples that are not chosen and says how far those are off that are.
FitErrors leave_out(const std::vector<MeasuredCall>& samples, bool profiles, double cache_bytes,
                    const std::string& of, const std::function<bool(const MeasuredCall&)>& chosen) {
  std::vector<MeasuredCall> known, left_out;
  for (const MeasuredCall& sample : samples) (chosen(sample) ? left_out : known).push_back(sample);
  ComputeCost cost;
  if (!known.empty()) cost = fit_cost(known, cache_bytes).cost;
  if (profiles) cost.profile = profile_of(known);
  return errors_of(cost, left_out, of);
}

void add(FitErrors& all, const FitErrors& more) {
  all.measured_s += more.measured_s;
  all.predicted_s += more.predicted_s;
  all.unpredicted_s += more.unpredicted_s;
  all.layers.insert(all.layers.end(), more.layers.begin(), more.layers.end());
  all.parts.insert(all.parts.end(), more.parts.begin(), more.parts.end());
  std::ranges::sort(all.layers);
  std::ranges::sort(all.parts);
}

}  // namespace

FitErrors errors_of(const ComputeCost& cost, const std::vector<MeasuredCall>& samples,
                    std::string of) {
  const std::map<Layer, double> extent = extents(samples);
  FitErrors errors{.of = std::move(of)};
  for (const MeasuredCall& sample : samples) {
    const bool whole = outputs(sample.call) == extent.at(layer_of(sample));
    if (law_of(cost, sample.call.kernel) == nullptr) {
      if (whole) errors.unpredicted_s += sample.seconds;
      continue;
    }
    const double predicted = call_seconds(cost, sample.call);
    const double error = std::abs(predicted / sample.seconds - 1);
    (whole ? errors.layers : errors.parts).push_back(error);
    if (!whole) continue;
    errors.measured_s += sample.seconds;
    errors.predicted_s += predicted;
  }
  std::ranges::sort(errors.layers);
  std::ranges::sort(errors.parts);
  return errors;
}

double error_of_sum(const FitErrors& errors) {
  return errors.measured_s > 0 ? errors.predicted_s / errors.measured_s - 1 : 0;
}

double share_within(const std::vector<double>& errors, double error) {
  if (errors.empty()) return 0;
  const auto inside = std::ranges::upper_bound(errors, error) - errors.begin();
  return static_cast<double>(inside) / static_cast<double>(errors.size());
}

double quantile(const std::vector<double>& errors, double share) {
  if (errors.empty()) return 0;
  return errors[static_cast<std::size_t>(share * static_cast<double>(errors.size() - 1))];
}

std::vector<MeasuredCall> whole_layers(const std::vector<MeasuredCall>& samples) {
  const std::map<Layer, double> extent = extents(samples);
  std::vector<MeasuredCall> whole;
  std::ranges::copy_if(samples, std::back_inserter(whole), [&](const MeasuredCall& sample) {
    return outputs(sample.call) == extent.at(layer_of(sample));
  });
  return whole;
}

std::vector<ProfileRow> profile_of(const std::vector<MeasuredCall>& samples) {
  std::vector<ProfileRow> rows;
  for (const MeasuredCall& sample : whole_layers(samples))
    rows.push_back({sample.call, sample.seconds});
  return rows;
}

std::vector<FitErrors> cross_validate(const std::vector<MeasuredCall>& samples, bool profiles,
                                      double cache_bytes) {
  constexpr std::size_t folds = 5;
  std::map<Layer, std::size_t> number;
  std::map<std::string, std::size_t> networks;
  for (const MeasuredCall& sample : samples) {
    number.try_emplace(layer_of(sample), number.size());
    networks.try_emplace(sample.network, networks.size());
  }
  FitErrors layers{.of = "a fifth of the layers"};
  for (std::size_t fold = 0; fold < folds; ++fold)
    add(layers, leave_out(samples, profiles, cache_bytes, "", [&](const MeasuredCall& sample) {
          return number.at(layer_of(sample)) % folds == fold;
        }));
  std::vector<FitErrors> errors{layers};
  if (networks.size() < 2) return errors;
  for (const auto& [network, place] : networks)
    errors.push_back(
        leave_out(samples, profiles, cache_bytes, network,
                  [&](const MeasuredCall& sample) { return sample.network == network; }));
  return errors;
}

std::vector<Transfer> transfers(const std::vector<MeasuredCall>& samples, bool profiles,
                                double cache_bytes) {
  std::map<std::string, std::vector<MeasuredCall>> networks;
  for (const MeasuredCall& sample : samples) networks[sample.network].push_back(sample);
  std::vector<Transfer> all;
  for (const auto& [from, known] : networks) {
    ComputeCost cost = fit_cost(known, cache_bytes).cost;
    if (profiles) cost.profile = profile_of(known);
    Transfer transfer{.from = from};
    for (const auto& [to, others] : networks)
      if (to != from) transfer.to.push_back(errors_of(cost, others, to));
    all.push_back(std::move(transfer));
  }
  return all;
}

}  // namespace modnn
