#pragma once

#include "models/layers/rules.h"

namespace modnn {

/// Dropout (Srivastava et al., JMLR 2014): the identity at inference.
struct Dropout {
  static constexpr std::string_view kind = "dropout";
  static constexpr Locality locality = Locality::spatial;

  double rate = 0.5;  ///< of training; without effect here
};

Shape output_shape(const Dropout& layer, const std::vector<Shape>& inputs);
Box input_region(const Dropout& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Dropout& layer, const std::vector<Shape>& inputs, const Box& output);

}  // namespace modnn
