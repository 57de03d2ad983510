#include "partition/plan/patterns.h"

#include <filesystem>
#include <fmt/format.h>

#include "models/weights/sparse_weights.h"
#include "models/weights/weights_file.h"

namespace modnn {
namespace {

namespace fs = std::filesystem;
using Pattern = std::shared_ptr<const Bipartite>;

/// What a pattern depends on: the layer, and the seed or the file as it is now.
std::string key_of(const Network& network, const Layer& layer, std::uint64_t seed) {
  const auto& sparse = std::get<SparseDense>(layer.kind);
  const std::string matrix = fmt::format("{} {}x{} {} {} {} {}", layer.name, sparse.outputs,
                                         network.layer(layer.inputs[0]).shape.elements(),
                                         sparse.density, sparse.blocks, sparse.noise, seed);
  if (network.weights.empty()) return matrix;
  std::error_code none;
  const fs::path file = fs::is_directory(network.weights, none)
                            ? network.weights / (layer.name + ".weight.npy")
                            : network.weights;
  return fmt::format("{} {} {} {}", matrix, file.string(), fs::file_size(file, none),
                     fs::last_write_time(file, none).time_since_epoch().count());
}

Pattern make_pattern(const Network& network, LayerId id, std::uint64_t seed) {
  const Layer& layer = network.layer(id);
  const Index columns = network.layer(layer.inputs[0]).shape.elements();
  const LayerWeights weights =
      network.weights.empty()
          ? generate_sparse_weights(std::get<SparseDense>(layer.kind), columns, seed, layer.name)
          : read_sparse_matrix(network, id, network.weights, seed);
  return std::make_shared<Bipartite>(make_bipartite(columns, weights.row_starts, weights.columns));
}

Pattern remembered_pattern(const Network& network, LayerId id, std::uint64_t seed) {
  constexpr Index most_nonzeros = 1 << 24;  // 20 bytes each
  static std::map<std::string, Pattern> known;
  static Index held = 0;
  Pattern& pattern = known[key_of(network, network.layer(id), seed)];
  if (pattern) return pattern;
  Pattern made = make_pattern(network, id, seed);
  held += made->nonzeros();
  if (held > most_nonzeros) {
    known.clear();
    held = 0;
    return made;
  }
  return pattern = std::move(made);
}

}  // namespace

Patterns weight_patterns(const Network& network, const PartitionSpec& spec, std::uint64_t seed,
                         int workers) {
  Patterns patterns;
  for (LayerId id = 1; id < network.size(); ++id) {
    const Layer& layer = network.layer(id);
    if (!is_sparse(layer.kind)) continue;
    const Cut cut = scheme_for(stage_spec(spec, id), layer).scheme->cut;
    const bool is_cut =
        workers > 0 && (cut == Cut::neurons || cut == Cut::inputs || cut == Cut::placed);
    if (is_cut || !network.weights.empty())
      patterns.emplace(id, remembered_pattern(network, id, seed));
  }
  return patterns;
}

}  // namespace modnn
