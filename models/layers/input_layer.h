#pragma once

#include "models/layers/rules.h"

namespace modnn {

/// The image: the one layer without inputs.
struct Input {
  static constexpr std::string_view kind = "input";
  static constexpr std::string_view help = "the image";
  static constexpr Locality locality = Locality::whole;
  static constexpr Reach reach = Reach::map;
  static constexpr Storage weights = Storage::none;

  Shape shape;
};

Shape output_shape(const Input& input, const std::vector<Shape>& inputs);
Box input_region(const Input& input, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Input& input, const std::vector<Shape>& inputs, const Box& output);

}  // namespace modnn
