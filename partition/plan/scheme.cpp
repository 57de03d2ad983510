#include "partition/plan/scheme.h"

#include <stdexcept>

#include "partition/spatial/channels.h"
#include "partition/spatial/grid.h"
#include "partition/spatial/strips.h"

namespace modnn {

const std::vector<Scheme>& schemes() {
  static const std::vector<Scheme> all{
      {"bodp", Locality::spatial, Cut::regions, bodp,
       "Biased One-Dimensional Partition: strips along the longer edge, sized by speed"},
      {"bodp_balanced", Locality::spatial, Cut::regions, bodp,
       "BODP with the shares for which the planned makespan is least", true},
      {"uniform_1d", Locality::spatial, Cut::regions, uniform_1d,
       "equal strips along the longer edge"},
      {"grid_2d", Locality::spatial, Cut::regions, grid_2d,
       "two-dimensional grid, cells sized by speed"},
      {"channel", Locality::spatial, Cut::regions, split_channels,
       "output channels by speed; everybody needs the whole input"},
      {"local", Locality::spatial, Cut::local, nullptr, "the group owner computes the layer"},
      {"output_split", Locality::neurons, Cut::regions, split_channels,
       "every worker computes its share of the outputs; it needs all inputs, of a sparse layer "
       "those that its outputs are linked to"},
      {"input_split", Locality::neurons, Cut::inputs, nullptr,
       "every worker gets its share of the inputs; the group owner adds up partial sums"},
      {"scc", Locality::neurons, Cut::neurons, nullptr,
       "spectral co-clustering of a sparse layer, without regard to what a worker can hold"},
      {"mscc", Locality::neurons, Cut::neurons, nullptr,
       "Modified Spectral Co-Clustering of a sparse layer: clusters within the workers' "
       "capacities"},
      {"mscc+fgcp", Locality::neurons, Cut::neurons, nullptr,
       "MSCC, and Fine-Grain Cross Partition of what links two clusters: input or partial sum "
       "sent"},
      {"metis+fgcp", Locality::neurons, Cut::neurons, nullptr,
       "homes by METIS, where it is installed, and Fine-Grain Cross Partition"},
      {"local", Locality::neurons, Cut::local, nullptr, "the group owner computes the layer"},
      {"offload:<layer>", Locality::spatial, Cut::server, nullptr,
       "the group owner computes up to this layer, the fastest worker (a server) all after it, "
       "dense "
       "layers too"},
  };
  return all;
}

std::vector<std::string> scheme_names(Locality locality) {
  std::vector<std::string> names;
  for (const Scheme& scheme : schemes()) {
    if (scheme.applies_to == locality && scheme.cut != Cut::server) names.push_back(scheme.name);
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

/// Of a sparse layer whose input is a map, not a vector, regions are all that can be cut.
const Scheme& sparse_output_split() {
  static const Scheme scheme = [] {
    Scheme neurons = find_scheme(Locality::neurons, "output_split");
    neurons.cut = Cut::neurons;
    return neurons;
  }();
  return scheme;
}

}  // namespace

const Scheme& scheme_for(const PartitionSpec& spec, const Layer& layer) {
  if (spec.offload_after) return find_scheme(Locality::spatial, "offload:<layer>");
  const auto own = spec.layers.find(layer.name);
  switch (locality(layer.kind)) {
    case Locality::spatial:
      return find_scheme(Locality::spatial, own == spec.layers.end() ? spec.conv : own->second);
    case Locality::neurons: {
      const Scheme& scheme =
          find_scheme(Locality::neurons, own == spec.layers.end() ? spec.dense : own->second);
      if (std::holds_alternative<SparseDense>(layer.kind))
        return scheme.name == "output_split" ? sparse_output_split() : scheme;
      return scheme.cut == Cut::neurons ? find_scheme(Locality::neurons, "output_split") : scheme;
    }
    case Locality::channels:
    case Locality::whole:
      break;
  }
  return find_scheme(Locality::spatial, "local");
}

}  // namespace modnn
