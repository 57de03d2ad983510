#pragma once

#include "models/layers/activation.h"
#include "models/layers/rules.h"

namespace modnn {

/// The product of two maps, element by element; the second may be a vector with a value for each
/// channel of the first (Hu et al., Squeeze-and-Excitation Networks, CVPR 2018).
struct Multiply {
  static constexpr std::string_view kind = "multiply";
  static constexpr std::string_view help =
      "the product of two maps, the second of which may have one value per channel";
  static constexpr Locality locality = Locality::spatial;
  static constexpr Reach reach = Reach::element;
  static constexpr Storage weights = Storage::none;

  Activation activation = Activation::none;  ///< fused

  static Fields<Multiply> fields();
};

Shape output_shape(const Multiply& layer, const std::vector<Shape>& inputs);
Box input_region(const Multiply& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Multiply& layer, const std::vector<Shape>& inputs, const Box& output);
void compute(const Multiply& layer, const LayerCall& call, Tensor& output);

}  // namespace modnn
