#pragma once

#include "models/layers/rules.h"
#include "models/maps/window.h"

namespace modnn {

/// The mean of each window, per channel. Padding is not counted, or (`count_padding`) counts as
/// zeros.
struct AvgPool {
  static constexpr std::string_view kind = "avg_pool";
  static constexpr std::string_view help = "the mean of each window, per channel";
  static constexpr Locality locality = Locality::spatial;
  static constexpr Reach reach = Reach::window;
  static constexpr Storage weights = Storage::none;

  Window window{};
  bool ceil_mode = false;  ///< round the output extent up instead of down
  bool count_padding = false;

  static Fields<AvgPool> fields();
};

Shape output_shape(const AvgPool& layer, const std::vector<Shape>& inputs);
Box input_region(const AvgPool& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const AvgPool& layer, const std::vector<Shape>& inputs, const Box& output);
Index inputs_along(const AvgPool& layer, bool vertically, Index outputs);
void compute(const AvgPool& layer, const LayerCall& call, Tensor& output);

}  // namespace modnn
