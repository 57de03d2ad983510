#include <algorithm>
#include <stdexcept>

#include "config/catalog.h"
#include "models/json/network_json.h"
#include "models/weights/weights_file.h"
#include "partition/quality/instances.h"

namespace modnn {

Instance trained_instance(const std::string& model, const std::string& layer) {
  const std::filesystem::path file = data_root() / "models" / "training" / (model + ".json");
  const Document document = load_document(file);
  Problems problems;
  const auto network = read_network(Value(document, problems));
  problems.throw_if_any();
  const auto found = std::ranges::find(network->layers, layer, &Layer::name);
  if (found == network->layers.end() || !is_sparse(found->kind))
    throw std::runtime_error(file.string() + ": has no sparse layer " + layer);
  const auto id = static_cast<LayerId>(found - network->layers.begin());
  const LayerWeights weights = read_sparse_matrix(*network, id, network->weights, 1);
  const Index columns = network->layer(found->inputs[0]).shape.elements();
  return {model + "_" + layer, make_bipartite(columns, weights.row_starts, weights.columns)};
}

}  // namespace modnn
