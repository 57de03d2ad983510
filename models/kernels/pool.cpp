#include <algorithm>
#include <limits>

#include "models/kernels/compute.h"

namespace modnn {
namespace {

/// Lowers `target` (one output row) to the maximum with one input row, tap by tap.
void maximum_with_row(const WindowAxis& axis, Index width, const float* row, Index row_begin,
                      const Range& cols, float* target) {
  for (Index tap = 0; tap < axis.kernel; ++tap) {
    const Index first = tap * axis.dilation - axis.pad_begin;
    for (Index c = cols.begin; c < cols.end; ++c) {
      const Index x = c * axis.stride + first;
      if (x < 0 || x >= width) continue;
      target[c - cols.begin] = std::max(target[c - cols.begin], row[x - row_begin]);
    }
  }
}

}  // namespace

void compute(const MaxPool& pool, const LayerCall& call, Tensor& output) {
  const Tensor& input = *call.inputs[0];
  const Shape& map = call.maps[0];
  const WindowAxis v = vertical(pool.window), h = horizontal(pool.window);
  const Box& box = output.box;
  for (Index c = box.channels.begin; c < box.channels.end; ++c)
    for (Index r = box.rows.begin; r < box.rows.end; ++r) {
      float* target = output.row(c, r);
      std::fill_n(target, box.cols.size(), -std::numeric_limits<float>::infinity());
      for (Index tap = 0; tap < v.kernel; ++tap) {
        const Index y = r * v.stride - v.pad_begin + tap * v.dilation;
        if (y >= 0 && y < map.height)
          maximum_with_row(h, map.width, input.row(c, y), input.box.cols.begin, box.cols, target);
      }
    }
}

}  // namespace modnn
