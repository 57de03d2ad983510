#include "models/kernels/im2col.h"

#include <algorithm>

#include "models/kernels/taps.h"

namespace modnn {
namespace {

/// One row of the matrix for one output row: input(column * stride + first) for the output columns
/// `cols`, zero outside [0, width). `row` points at the input column `row_begin`.
void gather_row(const float* row, Index row_begin, Index width, const Range& cols, Index first,
                Index stride, float* target) {
  const Range inside = outputs_inside(cols, stride, first, width);
  if (inside.empty()) {
    std::fill_n(target, cols.size(), 0.0F);
    return;
  }
  target = std::fill_n(target, inside.begin - cols.begin, 0.0F);
  const float* source = row + (inside.begin * stride + first - row_begin);
  if (stride == 1)
    target = std::copy_n(source, inside.size(), target);
  else
    for (Index i = 0; i < inside.size(); ++i) *target++ = source[i * stride];
  std::fill_n(target, cols.end - inside.end, 0.0F);
}

}  // namespace

void im2col(const Conv& conv, const Shape& map, const Tensor& input, Index group, const Range& rows,
            const Range& cols, float* matrix) {
  const WindowAxis v = vertical(conv.window), h = horizontal(conv.window);
  const Index channels = map.channels / conv.groups;
  for (Index c = group * channels; c < (group + 1) * channels; ++c)
    for (Index i = 0; i < v.kernel; ++i)
      for (Index j = 0; j < h.kernel; ++j)
        for (Index r = rows.begin; r < rows.end; ++r, matrix += cols.size()) {
          const Index y = r * v.stride + tap_offset(v, i);
          if (y < 0 || y >= map.height)
            std::fill_n(matrix, cols.size(), 0.0F);
          else
            gather_row(input.row(c, y), input.box.cols.begin, map.width, cols, tap_offset(h, j),
                       h.stride, matrix);
        }
}

}  // namespace modnn
