#pragma once

#include "models/layers/activation.h"
#include "models/layers/rules.h"

namespace modnn {

/// An element-wise activation as a layer of its own.
struct Activate {
  static constexpr std::string_view kind = "activation";
  static constexpr Locality locality = Locality::spatial;

  Activation activation = Activation::relu;
};

Shape output_shape(const Activate& layer, const std::vector<Shape>& inputs);
Box input_region(const Activate& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Activate& layer, const std::vector<Shape>& inputs, const Box& output);

}  // namespace modnn
