#pragma once

#include "models/layers/activation.h"
#include "models/layers/rules.h"

namespace modnn {

/// y = a x + b per channel: batch normalisation (Ioffe and Szegedy, ICML 2015) at inference, with a
/// = gamma / sqrt(variance + epsilon) and b = beta - a mean as its weights.
struct BatchNorm {
  static constexpr std::string_view kind = "batch_norm";
  static constexpr std::string_view help =
      "y = a x + b per channel: batch normalisation at inference";
  static constexpr Locality locality = Locality::spatial;
  static constexpr Reach reach = Reach::element;
  static constexpr Storage weights = Storage::full;

  Activation activation = Activation::none;  ///< fused
  double epsilon = 1e-5;                     ///< where trained weights bring mean and variance

  static Fields<BatchNorm> fields();
};

Shape output_shape(const BatchNorm& layer, const std::vector<Shape>& inputs);
Box input_region(const BatchNorm& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const BatchNorm& layer, const std::vector<Shape>& inputs, const Box& output);
ParameterLayout parameter_layout(const BatchNorm& layer, const std::vector<Shape>& inputs);
void compute(const BatchNorm& layer, const LayerCall& call, Tensor& output);

}  // namespace modnn
