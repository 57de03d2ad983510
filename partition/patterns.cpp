#include "partition/patterns.h"

#include "models/sparse_weights.h"
#include "models/weights_file.h"

namespace modnn {

Patterns weight_patterns(const Network& network, const PartitionSpec& spec, std::uint64_t seed) {
  Patterns patterns;
  Weights trained;
  for (LayerId id = 1; id < network.size(); ++id) {
    const Layer& layer = network.layer(id);
    const auto* sparse = std::get_if<SparseDense>(&layer.kind);
    if (sparse == nullptr) continue;
    const Cut cut = scheme_for(spec, layer).cut;
    if (cut != Cut::neurons && cut != Cut::inputs) continue;
    const Index columns = network.layer(layer.inputs[0]).shape.elements();
    if (!network.weights.empty() && trained.layers.empty())
      trained = network_weights(network, seed);
    const LayerWeights weights = trained.layers.empty()
                                     ? generate_sparse_weights(*sparse, columns, seed, layer.name)
                                     : trained.layers[id];
    patterns.emplace(id, make_bipartite(columns, weights.row_starts, weights.columns));
  }
  return patterns;
}

}  // namespace modnn
