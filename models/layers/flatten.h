#pragma once

#include "models/layers/rules.h"

namespace modnn {

/// C x H x W to (C H W) x 1 x 1.
struct Flatten {
  static constexpr std::string_view kind = "flatten";
  static constexpr std::string_view help = "a map as one vector";
  static constexpr Locality locality = Locality::whole;
  static constexpr Reach reach = Reach::map;
  static constexpr Storage weights = Storage::none;

  static Fields<Flatten> fields();
};

Shape output_shape(const Flatten& layer, const std::vector<Shape>& inputs);
Box input_region(const Flatten& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Flatten& layer, const std::vector<Shape>& inputs, const Box& output);
void compute(const Flatten& layer, const LayerCall& call, Tensor& output);

}  // namespace modnn
