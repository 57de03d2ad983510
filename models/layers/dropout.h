#pragma once

#include "models/layers/rules.h"

namespace modnn {

/// Dropout (Srivastava et al., JMLR 2014): the identity at inference.
struct Dropout {
  static constexpr std::string_view kind = "dropout";
  static constexpr std::string_view help = "the identity: it matters in training only";
  static constexpr Locality locality = Locality::spatial;
  static constexpr Reach reach = Reach::element;
  static constexpr Storage weights = Storage::none;

  double rate = 0.5;  ///< of training; without effect here

  static Fields<Dropout> fields();
};

Shape output_shape(const Dropout& layer, const std::vector<Shape>& inputs);
Box input_region(const Dropout& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Dropout& layer, const std::vector<Shape>& inputs, const Box& output);
void compute(const Dropout& layer, const LayerCall& call, Tensor& output);

}  // namespace modnn
