#pragma once

#include "models/layers/activation.h"
#include "models/layers/rules.h"

namespace modnn {

/// The sum of two or more maps of one shape (a residual connection).
struct Add {
  static constexpr std::string_view kind = "add";
  static constexpr std::string_view help = "the sum of two or more maps of one shape";
  static constexpr Locality locality = Locality::spatial;
  static constexpr Reach reach = Reach::element;
  static constexpr Storage weights = Storage::none;

  Activation activation = Activation::none;  ///< fused

  static Fields<Add> fields();
};

Shape output_shape(const Add& layer, const std::vector<Shape>& inputs);
Box input_region(const Add& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Add& layer, const std::vector<Shape>& inputs, const Box& output);
void compute(const Add& layer, const LayerCall& call, Tensor& output);

}  // namespace modnn
