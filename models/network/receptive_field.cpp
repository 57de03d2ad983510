#include "models/network/receptive_field.h"

#include <algorithm>

namespace modnn {
namespace {

/// The window of a layer that has one; false for element-wise layers and joins.
bool window_of(const LayerKind& kind, Window& window) {
  if (const auto* conv = std::get_if<Conv>(&kind)) {
    window = conv->window;
  } else if (const auto* max_pool = std::get_if<MaxPool>(&kind)) {
    window = max_pool->window;
  } else if (const auto* avg_pool = std::get_if<AvgPool>(&kind)) {
    window = avg_pool->window;
  } else if (const auto* reorg = std::get_if<Reorg>(&kind)) {
    // One output element copies one input element, but a position holds the whole block.
    window = {};
    window.kernel_height = window.kernel_width = reorg->stride;
    window.stride_height = window.stride_width = reorg->stride;
  } else {
    return false;
  }
  return true;
}

/// The inputs of a layer that `outputs` neighbouring outputs of it depend on, along one axis.
Index inputs_of(const LayerKind& kind, bool vertically, Index outputs) {
  if (const auto* upsample = std::get_if<Upsample>(&kind))
    return (outputs + upsample->stride - 2) / upsample->stride + 1;  // wherever a block begins
  Window window;
  if (!window_of(kind, window)) return outputs;
  const WindowAxis axis = vertically ? vertical(window) : horizontal(window);
  return (outputs - 1) * axis.stride + axis.span();
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
    if (locality(layer.kind) != Locality::spatial) return most;
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
