#include "partition/plan/scheme.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <stdexcept>

#include "partition/plan/edgeld.h"
#include "partition/plan/flexpie.h"
#include "partition/plan/fused_layers.h"
#include "partition/plan/fused_tiles.h"
#include "partition/plan/weight_split.h"
#include "partition/spatial/channels.h"
#include "partition/spatial/grid.h"
#include "partition/spatial/strips.h"

namespace modnn {

namespace {

const std::vector<Scheme>& most_schemes() {
  static const std::vector<Scheme> all{
      {"bodp", Locality::spatial, Cut::regions, bodp,
       "Biased One-Dimensional Partition: strips along the longer edge, sized by speed"},
      {"bodp_balanced", Locality::spatial, Cut::regions, bodp,
       "BODP with the shares for which the planned makespan is least", Argument::none, true},
      {"uniform_1d", Locality::spatial, Cut::regions, uniform_1d,
       "equal strips along the longer edge"},
      {"grid_2d", Locality::spatial, Cut::regions, grid_2d,
       "two-dimensional grid, cells sized by speed"},
      {"fused:<k>", Locality::spatial, Cut::regions, bodp,
       "every k layers (fused:all: all in a row) fused: strips as of bodp of the last one, and of "
       "the others whatever these depend on, computed twice where it overlaps instead of sent",
       Argument::run},
      {"fused_grid:<k>", Locality::spatial, Cut::regions, grid_2d,
       "every k layers (fused_grid:all: all in a row) fused, in tiles as of grid_2d",
       Argument::run},
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
       "dense layers too",
       Argument::layer},
      {"ocbp", Locality::spatial, Cut::placed, nullptr,
       "EdgeLD (HPCC 2020): strips as of bodp, then one row or column after the other from the "
       "slowest to the fastest worker until the predicted times agree",
       Argument::none, false, ocbp},
      {"efl:<k>", Locality::spatial, Cut::placed, nullptr,
       "early fused layers (SEC 2019): the first k layers fused, in tiles as of grid_2d; the group "
       "owner computes the others",
       Argument::run, false, early_fused_layers},
      {"ofl", Locality::spatial, Cut::placed, nullptr,
       "optimal fused layers (SEC 2019): fused blocks, in tiles as of grid_2d, with the least "
       "predicted time",
       Argument::none, false, optimal_fused_layers},
      {"aofl", Locality::spatial, Cut::placed, nullptr,
       "adaptive OFL (SEC 2019): ofl with as many of the devices, the fastest first, as lower the "
       "predicted time, and cells for which they take equally long",
       Argument::none, false, adaptive_fused_layers},
  };
  return all;
}

/// Those that place several layers, most of them by a search over how these are cut.
const std::vector<Scheme>& placing_schemes() {
  static const std::vector<Scheme> all{
      {"ftp:<n>", Locality::spatial, Cut::placed, nullptr,
       "fused tile partitioning (DeepThings, TCAD 2018): all layers in a row fused, in n x n equal "
       "tiles that are dealt out in equal numbers; a device computes one after the other, each "
       "with all that it depends on",
       Argument::tiles, false, fused_tiles},
      {"lop", Locality::spatial, Cut::placed, nullptr,
       "layer output partitioning (SAMOS 2019): as channel, and layers without weights stay where "
       "their input is",
       Argument::none, false, output_channels},
      {"lip", Locality::spatial, Cut::placed, nullptr,
       "layer input partitioning (SAMOS 2019): every worker multiplies its share of the input "
       "channels, after lop those that it has; the group owner adds up partial sums",
       Argument::none, false, input_channels},
      {"samos", Locality::spatial, Cut::placed, nullptr,
       "lop or lip for every layer, so that the fewest bytes move (SAMOS 2019's integer program, "
       "solved exactly)",
       Argument::none, false, mixed_channels},
      {"samos", Locality::neurons, Cut::placed, nullptr,
       "output_split or input_split for every layer, so that the fewest bytes move", Argument::none,
       false, mixed_channels},
      {"flexpie", Locality::spatial, Cut::placed, nullptr,
       "FlexPie (arXiv 2502.15312): for every layer rows, columns, output channels or a grid, and "
       "its input exchanged or computed again, as the planned time is least",
       Argument::none, false, flexpie},
      {"auto", Locality::spatial, Cut::searched, nullptr, "the best plan found, dense layers too"},
  };
  return all;
}

}  // namespace

const std::vector<Scheme>& schemes() {
  static const std::vector<Scheme> all = [] {
    std::vector<Scheme> rows = most_schemes();
    rows.insert(rows.end(), placing_schemes().begin(), placing_schemes().end());
    return rows;
  }();
  return all;
}

std::vector<std::string> scheme_names(Locality locality) {
  std::vector<std::string> names;
  for (const Scheme& scheme : schemes()) {
    if (scheme.applies_to == locality && scheme.cut != Cut::server && scheme.cut != Cut::searched)
      names.push_back(scheme.name);
  }
  return names;
}

std::vector<std::string> network_scheme_names() {
  std::vector<std::string> names;
  for (const Scheme& scheme : schemes())
    if (scheme.applies_to == Locality::spatial) names.push_back(scheme.name);
  return names;
}

ChosenScheme find_scheme(Locality locality, const std::string& name) {
  const std::string::size_type colon = name.find(':');
  for (const Scheme& scheme : schemes()) {
    if (scheme.applies_to != locality) continue;
    if (scheme.argument == Argument::none) {
      if (scheme.name == name) return {&scheme, {}};
    } else if (colon != std::string::npos &&
               scheme.name.compare(0, colon + 1, name, 0, colon + 1) == 0) {
      return {&scheme, name.substr(colon + 1)};
    }
  }
  return {};
}

namespace {

/// A number of one or more; 0 when the text is none.
int counted(const std::string& text) {
  int count = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  return error == std::errc() && rest == end && count > 0 ? count : 0;
}

}  // namespace

int run_length(const std::string& argument) {
  return argument == "all" ? std::numeric_limits<int>::max() : counted(argument);
}

int tiles_along(const std::string& argument) {
  constexpr int most = 32;
  const int count = counted(argument);
  return count > most ? 0 : count;
}

namespace {

ChosenScheme required_scheme(Locality locality, const std::string& name) {
  ChosenScheme chosen = find_scheme(locality, name);
  if (chosen.scheme == nullptr)
    throw std::out_of_range("no partition scheme \"" + name + "\" for such a layer");
  if (chosen.scheme->argument == Argument::run && run_length(chosen.argument) == 0)
    throw std::out_of_range("partition scheme \"" + name + "\": expected a number of layers");
  if (chosen.scheme->argument == Argument::tiles && tiles_along(chosen.argument) == 0)
    throw std::out_of_range("partition scheme \"" + name + "\": expected a number of tiles");
  return chosen;
}

/// Of a sparse layer whose input is a map, not a vector, regions are all that can be cut.
const Scheme& sparse_output_split() {
  static const Scheme scheme = [] {
    Scheme neurons = *find_scheme(Locality::neurons, "output_split").scheme;
    neurons.cut = Cut::neurons;
    return neurons;
  }();
  return scheme;
}

}  // namespace

bool can_end_stage(const Network& network, LayerId last) {
  for (LayerId id = last + 1; id < network.size(); ++id)
    for (const LayerId input : network.layer(id).inputs)
      if (input < last) return false;
  return true;
}

const PipelineStage* stage_of(const PartitionSpec& spec, LayerId layer) {
  const auto holds = [layer](const PipelineStage& stage) {
    return stage.layers.first <= layer && layer <= stage.layers.last;
  };
  const auto stage = std::ranges::find_if(spec.pipeline, holds);
  return stage == spec.pipeline.end() ? nullptr : &*stage;
}

PartitionSpec stage_spec(const PartitionSpec& spec, LayerId layer) {
  PartitionSpec own = spec;
  if (const PipelineStage* stage = stage_of(spec, layer)) {
    if (!stage->conv.empty()) own.conv = stage->conv;
    if (!stage->dense.empty()) own.dense = stage->dense;
  }
  return own;
}

bool is_searched(const PartitionSpec& spec) {
  const ChosenScheme chosen = find_scheme(Locality::spatial, spec.conv);
  return chosen.scheme != nullptr && chosen.scheme->cut == Cut::searched;
}

bool places_network(const PartitionSpec& spec) {
  const ChosenScheme chosen = find_scheme(Locality::spatial, spec.conv);
  return chosen.scheme != nullptr && chosen.scheme->cut == Cut::server;
}

const std::string* own_scheme(const PartitionSpec& spec, const Layer& layer) {
  const auto by_name = spec.layers.find(layer.name);
  if (by_name != spec.layers.end()) return &by_name->second;
  const auto by_kind = spec.kinds.find(kind_name(layer.kind));
  return by_kind == spec.kinds.end() ? nullptr : &by_kind->second;
}

ChosenScheme scheme_for(const PartitionSpec& spec, const Layer& layer) {
  if (is_searched(spec)) return scheme_for({}, layer);
  if (places_network(spec)) return required_scheme(Locality::spatial, spec.conv);
  const std::string* own = own_scheme(spec, layer);
  switch (locality(layer.kind)) {
    case Locality::spatial:
      return required_scheme(Locality::spatial, own == nullptr ? spec.conv : *own);
    case Locality::neurons: {
      ChosenScheme chosen = required_scheme(Locality::neurons, own == nullptr ? spec.dense : *own);
      if (!is_sparse(layer.kind))
        return chosen.scheme->cut == Cut::neurons
                   ? required_scheme(Locality::neurons, "output_split")
                   : chosen;
      if (chosen.scheme->name == "output_split") chosen.scheme = &sparse_output_split();
      return chosen;
    }
    case Locality::channels:
    case Locality::whole:
      break;
  }
  return required_scheme(Locality::spatial, "local");
}

}  // namespace modnn
