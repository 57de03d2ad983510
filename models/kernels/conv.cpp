#include <algorithm>

#include "models/kernels/compute.h"
#include "models/kernels/im2col.h"
#include "models/kernels/matrix.h"
#include "models/kernels/winograd.h"

namespace modnn {
namespace {

/// The output channels of `output` that belong to group `group`.
Range channels_of_group(const Conv& conv, Index group, const Range& wanted) {
  const Index per_group = conv.outputs / conv.groups;
  return intersect(wanted, {group * per_group, (group + 1) * per_group});
}

/// A 1x1 window at every pixel: the input map itself is the matrix.
bool is_pointwise(const Conv& conv) {
  const Window& w = conv.window;
  return w.kernel_height == 1 && w.kernel_width == 1 && w.stride_height == 1 &&
         w.stride_width == 1 && w.pad_top == 0 && w.pad_bottom == 0 && w.pad_left == 0 &&
         w.pad_right == 0;
}

}  // namespace

// Per block of output rows: (output channels x K) weights times (K x pixels) lowered input, added
// onto the biases, and activated while the block is still in cache.
void compute(const Conv& conv, const LayerCall& call, Tensor& output) {
  if (!call.weights.winograd.empty() && winograd_pays(output.box))
    return compute_winograd(conv, call, output);
  fill_with_bias(call.weights, output);
  if (is_depthwise(conv, call.maps[0].channels)) return compute_depthwise(conv, call, output);
  use_single_threaded_blas();
  const Tensor& input = *call.inputs[0];
  const Box& box = output.box;
  const Im2colBlock block = im2col_block(conv, call.maps[0], box);
  const Index plane = box.rows.size() * box.cols.size();
  const bool pointwise = is_pointwise(conv) && input.box.cols == box.cols;
  std::vector<float> lowered(
      pointwise
          ? 0
          : static_cast<std::size_t>(block.rows_of_matrix * block.output_rows * box.cols.size()));

  const Range groups = groups_of(conv, box.channels);
  for (Index group = groups.begin; group < groups.end; ++group) {
    const Range channels = channels_of_group(conv, group, box.channels);
    const ConstMatrixView weights(
        call.weights.kernel.data() + channels.begin * block.rows_of_matrix, channels.size(),
        block.rows_of_matrix, Eigen::OuterStride<>(block.rows_of_matrix));
    for (Index row = box.rows.begin; row < box.rows.end; row += block.output_rows) {
      const Range rows = intersect({row, row + block.output_rows}, box.rows);
      const Index pixels = rows.size() * box.cols.size();
      const float* matrix = lowered.data();
      Index matrix_stride = pixels;
      if (pointwise) {
        matrix = input.row(group * block.rows_of_matrix, row);
        matrix_stride = input.box.rows.size() * input.box.cols.size();
      } else {
        im2col(conv, call.maps[0], input, group, rows, box.cols, lowered.data());
      }
      MatrixView result(output.row(channels.begin, row), channels.size(), pixels,
                        Eigen::OuterStride<>(plane));
      result.noalias() += weights * ConstMatrixView(matrix, block.rows_of_matrix, pixels,
                                                    Eigen::OuterStride<>(matrix_stride));
      for (Index c = channels.begin; c < channels.end; ++c)
        activate(conv.activation, output.row(c, row), pixels);
    }
  }
}

}  // namespace modnn
