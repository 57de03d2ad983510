#pragma once

#include <optional>

#include "config/reader.h"
#include "models/layers/layer.h"

namespace modnn {

/// Largest extent, window, stride or number of outputs that a description may ask for.
inline constexpr double max_extent = 1e6;

/// Reads `kind` and the keys of that kind. Records problems (an unknown kind comes with the nearest
/// known one) and then returns std::nullopt.
std::optional<LayerKind> read_layer_kind(ObjectReader& layer);

}  // namespace modnn
