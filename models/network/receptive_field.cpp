#include "models/network/receptive_field.h"

#include <algorithm>

namespace modnn {
namespace {

/// The inputs of a layer that `outputs` neighbouring outputs of it depend on, along one axis.
Index inputs_of(const LayerKind& kind, bool vertically, Index outputs) {
  return std::visit(
      [&](const auto& layer) {
        if constexpr (std::decay_t<decltype(layer)>::reach == Reach::window)
          return inputs_along(layer, vertically, outputs);
        else
          return outputs;
      },
      kind);
}

/// Neighbouring pixels of the image, along one axis, that an output of layer `last` depends on.
Index field(const Network& network, LayerId last, bool vertically) {
  const Shape image = network.input_shape();
  const Index most = vertically ? image.height : image.width;
  std::vector<Index> needed(static_cast<std::size_t>(last) + 1);
  needed.back() = 1;
  for (LayerId id = last; id > 0; --id) {
    const Layer& layer = network.layer(id);
    const Index outputs = needed[static_cast<std::size_t>(id)];
    if (outputs == 0) continue;
    if (reach(layer.kind) == Reach::map) return most;
    for (const LayerId input : layer.inputs) {
      const Shape& map = network.layer(input).shape;
      Index& of_input = needed[static_cast<std::size_t>(input)];
      of_input = std::max(of_input, std::min(inputs_of(layer.kind, vertically, outputs),
                                             vertically ? map.height : map.width));
    }
  }
  return std::min(needed.front(), most);
}

}  // namespace

std::vector<ReceptiveField> receptive_fields(const Network& network) {
  std::vector<ReceptiveField> fields;
  for (LayerId id = 0; id < network.size(); ++id)
    fields.push_back({field(network, id, true), field(network, id, false)});
  return fields;
}

}  // namespace modnn
