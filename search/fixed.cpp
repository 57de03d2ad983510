#include "search/fixed.h"

#include <algorithm>

#include "partition/dense/metis.h"

namespace modnn {
namespace {

constexpr int most_arguments = 64;

/// Numbers of layers: all up to 16, then in steps that grow.
std::vector<std::string> run_lengths(int layers) {
  std::vector<std::string> lengths;
  for (int length = 1; length < layers; length += std::max(1, length / 16))
    lengths.push_back(std::to_string(length));
  lengths.emplace_back("all");
  return lengths;
}

std::vector<std::string> layer_names(const Network& network) {
  std::vector<std::string> names;
  const int step = (network.size() + most_arguments - 1) / most_arguments;
  for (LayerId id = 0; id < network.size(); id += step) names.push_back(network.layer(id).name);
  return names;
}

std::vector<std::string> arguments_of(const Scheme& scheme, const Network& network) {
  switch (scheme.argument) {
    case Argument::none:
      return {""};
    case Argument::run:
      return run_lengths(network.size() - 1);
    case Argument::layer:
      return layer_names(network);
  }
  return {};
}

bool is_available(const Scheme& scheme) { return scheme.name != "metis+fgcp" || has_metis(); }

}  // namespace

std::vector<Candidate> fixed_schemes(const Network& network, const PlanOptions& options) {
  std::vector<Candidate> candidates;
  for (const Scheme& scheme : schemes()) {
    if (scheme.applies_to != Locality::spatial || scheme.cut == Cut::searched) continue;
    for (const std::string& argument : arguments_of(scheme, network)) {
      Candidate candidate{scheme.name.substr(0, scheme.name.find(':') + 1) + argument, options};
      if (scheme.argument == Argument::none) candidate.name = scheme.name;
      candidate.options.placement.reset();
      candidate.options.partition.conv = candidate.name;
      candidate.options.partition.layers.clear();
      candidate.options.partition.kinds.clear();
      candidates.push_back(std::move(candidate));
    }
  }
  return candidates;
}

std::vector<Candidate> with_dense_schemes(const Network& network, const Candidate& candidate) {
  std::vector<Candidate> candidates;
  const bool any = std::ranges::any_of(
      network.layers, [](const Layer& layer) { return locality(layer.kind) == Locality::neurons; });
  if (!any || places_network(candidate.options.partition)) return candidates;
  const bool sparse =
      std::ranges::any_of(network.layers, [](const Layer& layer) { return is_sparse(layer.kind); });
  for (const Scheme& scheme : schemes()) {
    if (scheme.applies_to != Locality::neurons || !is_available(scheme) ||
        (scheme.cut == Cut::neurons && !sparse) || scheme.name == candidate.options.partition.dense)
      continue;
    Candidate other = candidate;
    other.name += ", dense layers " + scheme.name;
    other.options.partition.dense = scheme.name;
    candidates.push_back(std::move(other));
  }
  return candidates;
}

}  // namespace modnn
