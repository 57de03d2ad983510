#include "partition/scheme.h"

#include <stdexcept>

#include "partition/dense/split.h"
#include "partition/spatial/grid.h"
#include "partition/spatial/strips.h"

namespace modnn {

const std::vector<Scheme>& schemes() {
  static const std::vector<Scheme> all{
      {"bodp", Locality::spatial, bodp,
       "Biased One-Dimensional Partition: strips along the longer edge, sized by speed"},
      {"uniform_1d", Locality::spatial, uniform_1d, "equal strips along the longer edge"},
      {"grid_2d", Locality::spatial, grid_2d, "two-dimensional grid, cells sized by speed"},
      {"local", Locality::spatial, nullptr, "the group owner computes the layer"},
      {"output_split", Locality::neurons, output_split,
       "every worker needs all inputs and computes its share of the outputs"},
      {"local", Locality::neurons, nullptr, "the group owner computes the layer"},
      {"local", Locality::whole, nullptr, "the group owner computes the layer"},
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

const Scheme& find_scheme(Locality locality, const std::string& name) {
  for (const Scheme& scheme : schemes()) {
    if (scheme.applies_to == locality && scheme.name == name) return scheme;
  }
  throw std::out_of_range("no partition scheme \"" + name + "\" for such a layer");
}

const Scheme& scheme_for(const PartitionSpec& spec, const Layer& layer) {
  const Locality where = locality(layer.kind);
  if (where == Locality::whole) return find_scheme(where, "local");
  const auto own = spec.layers.find(layer.name);
  if (own != spec.layers.end()) return find_scheme(where, own->second);
  return find_scheme(where, where == Locality::spatial ? spec.conv : spec.dense);
}

}  // namespace modnn
