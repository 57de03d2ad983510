#pragma once

#include "models/layers/activation.h"
#include "models/layers/rules.h"
#include "models/maps/window.h"

namespace modnn {

/// Cross-correlation of `outputs` filters in `groups` groups; a depthwise conv has groups == input
/// channels.
struct Conv {
  static constexpr std::string_view kind = "conv";
  static constexpr std::string_view help =
      "a convolution; with as many groups as input channels a depthwise one";
  static constexpr Locality locality = Locality::spatial;
  static constexpr Reach reach = Reach::window;
  static constexpr Storage weights = Storage::full;

  Index outputs = 0;
  Window window{};
  Index groups = 1;
  bool bias = true;
  Activation activation = Activation::none;  ///< fused

  static Fields<Conv> fields();
};

Shape output_shape(const Conv& conv, const std::vector<Shape>& inputs);
Box input_region(const Conv& conv, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Conv& conv, const std::vector<Shape>& inputs, const Box& output);
ParameterLayout parameter_layout(const Conv& conv, const std::vector<Shape>& inputs);
Index inputs_along(const Conv& conv, bool vertically, Index outputs);
void compute(const Conv& conv, const LayerCall& call, Tensor& output);

/// Every output channel sees one input channel only.
bool is_depthwise(const Conv& conv, Index input_channels);

/// How a convolution's output region is computed: in blocks of `output_rows` rows, each lowered to
/// a matrix of `rows_of_matrix` (input channels of one group x kernel taps) x (output rows x output
/// columns) values that stays in cache.
struct Im2colBlock {
  Index rows_of_matrix = 0;
  Index output_rows = 0;
};
Im2colBlock im2col_block(const Conv& conv, const Shape& input, const Box& output);

/// The groups that the output channels `channels` belong to.
Range groups_of(const Conv& conv, const Range& channels);

}  // namespace modnn
