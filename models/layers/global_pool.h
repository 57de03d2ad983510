#pragma once

#include "models/layers/rules.h"

namespace modnn {

/// The mean (or maximum) of each channel's whole map: C x 1 x 1.
struct GlobalPool {
  static constexpr std::string_view kind = "global_pool";
  static constexpr std::string_view help = "the mean or the maximum of each channel's whole map";
  static constexpr Locality locality = Locality::channels;
  static constexpr Reach reach = Reach::map;
  static constexpr Storage weights = Storage::none;

  bool maximum = false;

  static Fields<GlobalPool> fields();
};

Shape output_shape(const GlobalPool& layer, const std::vector<Shape>& inputs);
Box input_region(const GlobalPool& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const GlobalPool& layer, const std::vector<Shape>& inputs, const Box& output);
void compute(const GlobalPool& layer, const LayerCall& call, Tensor& output);

}  // namespace modnn
