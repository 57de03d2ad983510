#pragma once

#include "models/layers/rules.h"
#include "models/maps/window.h"

namespace modnn {

/// The maximum of each window, per channel; padding counts as -infinity.
struct MaxPool {
  static constexpr std::string_view kind = "max_pool";
  static constexpr std::string_view help = "the maximum of each window, per channel";
  static constexpr Locality locality = Locality::spatial;
  static constexpr Reach reach = Reach::window;
  static constexpr Storage weights = Storage::none;

  Window window{};
  bool ceil_mode = false;  ///< round the output extent up instead of down

  static Fields<MaxPool> fields();
};

Shape output_shape(const MaxPool& pool, const std::vector<Shape>& inputs);
Box input_region(const MaxPool& pool, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const MaxPool& pool, const std::vector<Shape>& inputs, const Box& output);
Index inputs_along(const MaxPool& pool, bool vertically, Index outputs);
void compute(const MaxPool& pool, const LayerCall& call, Tensor& output);

}  // namespace modnn
