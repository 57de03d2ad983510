#pragma once

#include "models/layers/rules.h"

namespace modnn {

/// Space to depth as Darknet's [reorg] does it: the map is taken for one of fewer channels and more
/// pixels, blocks of that become channels, and these are read as if they were smaller. YOLOv2 was
/// trained with it.
struct DarknetReorg {
  static constexpr std::string_view kind = "darknet_reorg";
  static constexpr std::string_view help =
      "Darknet's reorg: space to depth in an order of its own, across the whole map";
  static constexpr Locality locality = Locality::whole;
  static constexpr Reach reach = Reach::map;
  static constexpr Storage weights = Storage::none;

  Index stride = 2;

  static Fields<DarknetReorg> fields();
};

Shape output_shape(const DarknetReorg& layer, const std::vector<Shape>& inputs);
Box input_region(const DarknetReorg& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const DarknetReorg& layer, const std::vector<Shape>& inputs, const Box& output);
void compute(const DarknetReorg& layer, const LayerCall& call, Tensor& output);

}  // namespace modnn
