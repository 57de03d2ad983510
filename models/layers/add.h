#pragma once

#include "models/layers/activation.h"
#include "models/layers/rules.h"

namespace modnn {

/// The sum of two or more maps of one shape (a residual connection).
struct Add {
  static constexpr std::string_view kind = "add";
  static constexpr Locality locality = Locality::spatial;

  Activation activation = Activation::none;  ///< fused
};

Shape output_shape(const Add& layer, const std::vector<Shape>& inputs);
Box input_region(const Add& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Add& layer, const std::vector<Shape>& inputs, const Box& output);

}  // namespace modnn
