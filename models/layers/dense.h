#pragma once

#include "models/layers/activation.h"
#include "models/layers/rules.h"

namespace modnn {

/// y = W x + b over all elements of the input, in CHW order.
struct Dense {
  static constexpr std::string_view kind = "dense";
  static constexpr std::string_view help = "y = W x + b over all elements of the input";
  static constexpr Locality locality = Locality::neurons;
  static constexpr Reach reach = Reach::map;
  static constexpr Storage weights = Storage::full;

  Index outputs = 0;
  bool bias = true;
  Activation activation = Activation::none;  ///< fused

  static Fields<Dense> fields();
};

Shape output_shape(const Dense& dense, const std::vector<Shape>& inputs);
Box input_region(const Dense& dense, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Dense& dense, const std::vector<Shape>& inputs, const Box& output);
ParameterLayout parameter_layout(const Dense& dense, const std::vector<Shape>& inputs);
void compute(const Dense& dense, const LayerCall& call, Tensor& output);

}  // namespace modnn
