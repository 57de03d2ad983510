#pragma once

#include <cstddef>

#include "config/keys.h"

namespace modnn {

inline constexpr std::size_t max_layers = 10'000;

/// The keys of models/zoo/*.json; those of the image and of the layers are inside.
const Keys& network_keys();
const Keys& image_keys();

}  // namespace modnn
