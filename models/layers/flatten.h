#pragma once

#include "models/layers/rules.h"

namespace modnn {

/// C x H x W to (C H W) x 1 x 1.
struct Flatten {
  static constexpr std::string_view kind = "flatten";
  static constexpr Locality locality = Locality::whole;
};

Shape output_shape(const Flatten& layer, const std::vector<Shape>& inputs);
Box input_region(const Flatten& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Flatten& layer, const std::vector<Shape>& inputs, const Box& output);

}  // namespace modnn
