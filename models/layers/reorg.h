#pragma once

#include "models/layers/rules.h"

namespace modnn {

/// Space to depth: every stride x stride block of pixels becomes channels. Output channel
/// (i stride + j) C + c holds input channel c at row offset i and column offset j (ONNX
/// SpaceToDepth).
struct Reorg {
  static constexpr std::string_view kind = "reorg";
  static constexpr std::string_view help = "space to depth: every block of pixels becomes channels";
  static constexpr Locality locality = Locality::spatial;
  static constexpr Reach reach = Reach::window;
  static constexpr Storage weights = Storage::none;

  Index stride = 2;

  static Fields<Reorg> fields();
};

Shape output_shape(const Reorg& layer, const std::vector<Shape>& inputs);
Box input_region(const Reorg& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Reorg& layer, const std::vector<Shape>& inputs, const Box& output);
Index inputs_along(const Reorg& layer, bool vertically, Index outputs);
void compute(const Reorg& layer, const LayerCall& call, Tensor& output);

}  // namespace modnn
