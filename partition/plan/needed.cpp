#include "partition/plan/needed.h"

#include "partition/region.h"

namespace modnn {

std::vector<Box> needed_regions(const Network& network, LayerId first) {
  std::vector<Box> needed(network.layers.size());
  needed.back() = whole(network.layers.back().shape);
  for (LayerId id = network.size() - 1; id >= first; --id) {
    if (needed[id].empty()) continue;
    const std::vector<LayerId>& inputs = network.layer(id).inputs;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      Box& input = needed[inputs[i]];
      input = hull(input, required_input(network, id, i, needed[id]));
    }
  }
  return needed;
}

}  // namespace modnn
