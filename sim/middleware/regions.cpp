#include "sim/middleware/regions.h"

#include "models/kernels/run_layer.h"

namespace modnn {

void compute_regions(const Network& network, LayerId layer, const Task& task,
                     const Weights& weights, Store& store) {
  const std::vector<LayerId>& sources = network.layer(layer).inputs;
  for (const Box& box : task.computes.boxes()) {
    std::vector<std::shared_ptr<const Tensor>> parts;
    std::vector<const Tensor*> inputs;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      parts.push_back(store.assemble({sources[i]}, required_input(network, layer, i, box)));
      inputs.push_back(parts.back().get());
    }
    store.add({layer}, std::make_shared<Tensor>(
                           run_layer(network, layer, weights.layers[layer], inputs, box)));
  }
}

}  // namespace modnn
