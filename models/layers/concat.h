#pragma once

#include "models/layers/rules.h"

namespace modnn {

/// Maps of one height and width, one behind the other along the channels.
struct Concat {
  static constexpr std::string_view kind = "concat";
  static constexpr std::string_view help =
      "maps of one height and width, one behind the other along the channels";
  static constexpr Locality locality = Locality::spatial;
  static constexpr Reach reach = Reach::pixel;
  static constexpr Storage weights = Storage::none;

  static Fields<Concat> fields();
};

Shape output_shape(const Concat& layer, const std::vector<Shape>& inputs);
Box input_region(const Concat& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Concat& layer, const std::vector<Shape>& inputs, const Box& output);
void compute(const Concat& layer, const LayerCall& call, Tensor& output);

/// The output channels that input `which` becomes.
Range concat_channels(const std::vector<Shape>& inputs, std::size_t which);

}  // namespace modnn
