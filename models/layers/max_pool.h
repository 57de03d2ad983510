#pragma once

#include "models/layers/rules.h"
#include "models/maps/window.h"

namespace modnn {

/// The maximum of each window, per channel; padding counts as -infinity.
struct MaxPool {
  static constexpr std::string_view kind = "max_pool";
  static constexpr Locality locality = Locality::spatial;

  Window window{};
  bool ceil_mode = false;  ///< round the output extent up instead of down
};

Shape output_shape(const MaxPool& pool, const std::vector<Shape>& inputs);
Box input_region(const MaxPool& pool, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const MaxPool& pool, const std::vector<Shape>& inputs, const Box& output);

}  // namespace modnn
