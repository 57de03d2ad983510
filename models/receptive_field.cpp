#include "models/receptive_field.h"

#include <algorithm>
#include <limits>

namespace modnn {
namespace {

/// A field along one axis, and the distance in the image between neighbouring outputs.
struct Axis {
  Index field = 1;
  Index jump = 1;
};

Axis through(const Axis& input, const WindowAxis& window) {
  return {input.field + (window.span() - 1) * input.jump, input.jump * window.stride};
}

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

}  // namespace

std::vector<ReceptiveField> receptive_fields(const Network& network) {
  constexpr Index everything = std::numeric_limits<Index>::max() / 1024;
  std::vector<Axis> rows(network.layers.size()), cols(network.layers.size());
  std::vector<ReceptiveField> fields(network.layers.size());
  const Shape image = network.input_shape();
  for (LayerId id = 0; id < network.size(); ++id) {
    const Layer& layer = network.layer(id);
    for (const LayerId input : layer.inputs) {
      rows[id] = {std::max(rows[id].field, rows[input].field),
                  std::max(rows[id].jump, rows[input].jump)};
      cols[id] = {std::max(cols[id].field, cols[input].field),
                  std::max(cols[id].jump, cols[input].jump)};
    }
    Window window;
    if (window_of(layer.kind, window)) {
      rows[id] = through(rows[id], vertical(window));
      cols[id] = through(cols[id], horizontal(window));
    }
    if (id > 0 && locality(layer.kind) != Locality::spatial) {
      rows[id].field = cols[id].field = everything;
    }
    fields[id] = {std::min(rows[id].field, image.height), std::min(cols[id].field, image.width)};
  }
  return fields;
}

}  // namespace modnn
