#include "partition/scheme.h"

#include <stdexcept>

#include "partition/spatial/channels.h"
#include "partition/spatial/grid.h"
#include "partition/spatial/strips.h"

namespace modnn {

const std::vector<Scheme>& schemes() {
  static const std::vector<Scheme> all{
      {"bodp", Locality::spatial, bodp,
       "Biased One-Dimensional Partition: strips along the longer edge, sized by speed"},
      {"uniform_1d", Locality::spatial, uniform_1d, "equal strips along the longer edge"},
      {"grid_2d", Locality::spatial, grid_2d, "two-dimensional grid, cells sized by speed"},
      {"channel", Locality::spatial, split_channels,
       "output channels by speed; everybody needs the whole input"},
      {"local", Locality::spatial, nullptr, "the group owner computes the layer"},
      {"output_split", Locality::neurons, split_channels,
       "every worker needs all inputs and computes its share of the outputs"},
      {"local", Locality::neurons, nullptr, "the group owner computes the layer"},
  };
  return all;
}

std::vector<std::string> scheme_names(Locality locality) {
  std::vector<std::string> names;
  for (const Scheme& scheme : schemes()) {
    if (scheme.applies_to == locality) names.push_back(scheme.name);
  }
  return names;
}

namespace {

const Scheme& find_scheme(Locality locality, const std::string& name) {
  for (const Scheme& scheme : schemes()) {
    if (scheme.applies_to == locality && scheme.name == name) return scheme;
  }
  throw std::out_of_range("no partition scheme \"" + name + "\" for such a layer");
}

}  // namespace

const Scheme& scheme_for(const PartitionSpec& spec, const Layer& layer) {
  const auto own = spec.layers.find(layer.name);
  switch (locality(layer.kind)) {
    case Locality::spatial:
      return find_scheme(Locality::spatial, own == spec.layers.end() ? spec.conv : own->second);
    case Locality::neurons:
      return find_scheme(Locality::neurons, own == spec.layers.end() ? spec.dense : own->second);
    case Locality::channels:
    case Locality::whole:
      break;
  }
  return find_scheme(Locality::spatial, "local");
}

}  // namespace modnn
