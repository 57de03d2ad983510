#pragma once

#include "models/layers/rules.h"

namespace modnn {

/// Nearest-neighbour upsampling: every pixel becomes a stride x stride block. Output row y is input
/// row floor(y / stride), and so for columns (YOLOv3's upsample; ONNX Resize, nearest, asymmetric,
/// floor).
struct Upsample {
  static constexpr std::string_view kind = "upsample";
  static constexpr std::string_view help = "nearest neighbour: every pixel becomes a block";
  static constexpr Locality locality = Locality::spatial;
  static constexpr Reach reach = Reach::window;
  static constexpr Storage weights = Storage::none;

  Index stride = 2;

  static Fields<Upsample> fields();
};

Shape output_shape(const Upsample& layer, const std::vector<Shape>& inputs);
Box input_region(const Upsample& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Upsample& layer, const std::vector<Shape>& inputs, const Box& output);
Index inputs_along(const Upsample& layer, bool vertically, Index outputs);
void compute(const Upsample& layer, const LayerCall& call, Tensor& output);

}  // namespace modnn
