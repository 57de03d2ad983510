#include "models/kernels/compute.h"
#include "models/kernels/taps.h"

namespace modnn {

// Row by row: each tap adds its multiple of an input row to an output row, which stays in the
// first-level cache.
void compute_depthwise(const Conv& conv, const LayerCall& call, Tensor& output) {
  const Tensor& input = *call.inputs[0];
  const Shape& map = call.maps[0];
  const Box& box = output.box;
  const WindowAxis v = vertical(conv.window), h = horizontal(conv.window);
  const Index per_input = conv.outputs / conv.groups;
  for (Index c = box.channels.begin; c < box.channels.end; ++c) {
    const float* filter = call.weights.kernel.data() + c * v.kernel * h.kernel;
    for (Index r = box.rows.begin; r < box.rows.end; ++r) {
      float* target = output.row(c, r);
      for (Index i = 0; i < v.kernel; ++i) {
        const Index y = r * v.stride + tap_offset(v, i);
        if (y < 0 || y >= map.height) continue;
        const float* row = input.row(c / per_input, y);
        for (Index j = 0; j < h.kernel; ++j) {
          const Index first = tap_offset(h, j);
          const Range inside = outputs_inside(box.cols, h.stride, first, map.width);
          const float weight = filter[i * h.kernel + j];
          const float* source = row + (inside.begin * h.stride + first - input.box.cols.begin);
          float* sums = target + (inside.begin - box.cols.begin);
          for (Index x = 0; x < inside.size(); ++x) sums[x] += weight * source[x * h.stride];
        }
      }
      activate(conv.activation, target, box.cols.size());
    }
  }
}

}  // namespace modnn
