#pragma once

#include "models/layers/rules.h"

namespace modnn {

/// Space to depth: every stride x stride block of pixels becomes channels. Output channel
/// (i stride + j) C + c holds input channel c at row offset i and column offset j (ONNX
/// SpaceToDepth).
struct Reorg {
  static constexpr std::string_view kind = "reorg";
  static constexpr Locality locality = Locality::spatial;

  Index stride = 2;
};

Shape output_shape(const Reorg& layer, const std::vector<Shape>& inputs);
Box input_region(const Reorg& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Reorg& layer, const std::vector<Shape>& inputs, const Box& output);

}  // namespace modnn
