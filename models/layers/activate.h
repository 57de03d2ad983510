#pragma once

#include "models/layers/activation.h"
#include "models/layers/rules.h"

namespace modnn {

/// An element-wise activation as a layer of its own.
struct Activate {
  static constexpr std::string_view kind = "activation";
  static constexpr std::string_view help = "an activation as a layer of its own";
  static constexpr Locality locality = Locality::spatial;
  static constexpr Reach reach = Reach::element;
  static constexpr Storage weights = Storage::none;

  Activation activation = Activation::relu;
  double slope = 0.1;  ///< of leaky_relu below zero

  static Fields<Activate> fields();
};

Shape output_shape(const Activate& layer, const std::vector<Shape>& inputs);
Box input_region(const Activate& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Activate& layer, const std::vector<Shape>& inputs, const Box& output);
void compute(const Activate& layer, const LayerCall& call, Tensor& output);

}  // namespace modnn
