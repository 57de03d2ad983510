#pragma once

#include "models/layers/rules.h"

namespace modnn {

/// The mean (or maximum) of each channel's whole map: C x 1 x 1.
struct GlobalPool {
  static constexpr std::string_view kind = "global_pool";
  static constexpr Locality locality = Locality::channels;

  bool maximum = false;
};

Shape output_shape(const GlobalPool& layer, const std::vector<Shape>& inputs);
Box input_region(const GlobalPool& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const GlobalPool& layer, const std::vector<Shape>& inputs, const Box& output);

}  // namespace modnn
