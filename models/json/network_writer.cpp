#include "models/json/network_writer.h"

#include "models/json/layer_json.h"

namespace modnn {
namespace {

Json write_layer(const Network& network, LayerId id) {
  const Layer& layer = network.layer(id);
  Json object{{"name", layer.name}, {"kind", kind_name(layer.kind)}};
  if (layer.inputs != std::vector<LayerId>{id - 1}) {
    Json inputs = Json::array();
    for (const LayerId input : layer.inputs)
      inputs.push_back(input == 0 ? "input" : network.layer(input).name);
    object["inputs"] = inputs;
  }
  object.update(write_layer_kind(layer.kind));
  return object;
}

}  // namespace

Json write_network(const Network& network) {
  const Shape image = network.input_shape();
  Json object{{"name", network.name}};
  if (!network.source.empty()) object["source"] = network.source;
  if (!network.weights.empty()) object["weights"] = network.weights.string();
  if (!network.names.empty()) object["names"] = network.names;
  object["input"] = {
      {"channels", image.channels}, {"height", image.height}, {"width", image.width}};
  Json layers = Json::array();
  for (LayerId id = 1; id < network.size(); ++id) layers.push_back(write_layer(network, id));
  object["layers"] = layers;
  return object;
}

}  // namespace modnn
