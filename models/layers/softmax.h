#pragma once

#include "models/layers/rules.h"

namespace modnn {

/// Over the channels of a vector (n x 1 x 1).
struct Softmax {
  static constexpr std::string_view kind = "softmax";
  static constexpr std::string_view help = "over the channels of a vector";
  static constexpr Locality locality = Locality::whole;
  static constexpr Reach reach = Reach::map;
  static constexpr Storage weights = Storage::none;

  static Fields<Softmax> fields();
};

Shape output_shape(const Softmax& layer, const std::vector<Shape>& inputs);
Box input_region(const Softmax& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Softmax& layer, const std::vector<Shape>& inputs, const Box& output);
void compute(const Softmax& layer, const LayerCall& call, Tensor& output);

}  // namespace modnn
