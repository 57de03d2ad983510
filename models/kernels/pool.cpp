#include <algorithm>
#include <limits>
#include <vector>

#include "models/kernels/compute.h"
#include "models/kernels/taps.h"

namespace modnn {
namespace {

/// Combines the values under the window into every output: value = combine(value, input) tap by
/// tap, a whole row at a time.
template <class Combine>
void over_windows(const Window& window, const Shape& map, const Tensor& input, Tensor& output,
                  float start, Combine combine) {
  const WindowAxis v = vertical(window), h = horizontal(window);
  const Box& box = output.box;
  for (Index c = box.channels.begin; c < box.channels.end; ++c)
    for (Index r = box.rows.begin; r < box.rows.end; ++r) {
      float* target = output.row(c, r);
      std::fill_n(target, box.cols.size(), start);
      for (Index i = 0; i < v.kernel; ++i) {
        const Index y = r * v.stride + tap_offset(v, i);
        if (y < 0 || y >= map.height) continue;
        for (Index j = 0; j < h.kernel; ++j) {
          const Index first = tap_offset(h, j);
          const Range inside = outputs_inside(box.cols, h.stride, first, map.width);
          const float* source =
              input.row(c, y) + (inside.begin * h.stride + first - input.box.cols.begin);
          float* values = target + (inside.begin - box.cols.begin);
          for (Index x = 0; x < inside.size(); ++x)
            values[x] = combine(values[x], source[x * h.stride]);
        }
      }
    }
}

/// How many taps of output `position` count: those in the map, or in the padded map.
Index counted_taps(const WindowAxis& axis, Index position, Index extent, bool count_padding) {
  const Range counted =
      count_padding ? Range{-axis.pad_begin, extent + axis.pad_end} : Range{0, extent};
  Index count = 0;
  for (Index tap = 0; tap < axis.kernel; ++tap) {
    const Index at = position * axis.stride + tap_offset(axis, tap);
    if (counted.begin <= at && at < counted.end) ++count;
  }
  return count;
}

}  // namespace

void compute(const MaxPool& layer, const LayerCall& call, Tensor& output) {
  over_windows(layer.window, call.maps[0], *call.inputs[0], output,
               -std::numeric_limits<float>::infinity(),
               [](float a, float b) { return a > b ? a : b; });
}

void compute(const AvgPool& layer, const LayerCall& call, Tensor& output) {
  const Shape& map = call.maps[0];
  over_windows(layer.window, map, *call.inputs[0], output, 0,
               [](float a, float b) { return a + b; });
  const Box& box = output.box;
  std::vector<float> columns;
  for (Index x = box.cols.begin; x < box.cols.end; ++x)
    columns.push_back(static_cast<float>(
        counted_taps(horizontal(layer.window), x, map.width, layer.count_padding)));
  for (Index r = box.rows.begin; r < box.rows.end; ++r) {
    const auto rows = static_cast<float>(
        counted_taps(vertical(layer.window), r, map.height, layer.count_padding));
    for (Index c = box.channels.begin; c < box.channels.end; ++c) {
      float* values = output.row(c, r);
      for (std::size_t x = 0; x < columns.size(); ++x) values[x] /= rows * columns[x];
    }
  }
}

void compute(const GlobalPool& layer, const LayerCall& call, Tensor& output) {
  const Tensor& input = *call.inputs[0];
  const Shape& map = call.maps[0];
  for (Index c = output.box.channels.begin; c < output.box.channels.end; ++c) {
    // The input covers whole channels, so a channel is one block of values.
    const float* values = input.row(c, 0);
    const Index count = map.height * map.width;
    double sum = 0;
    for (Index i = 0; i < count; ++i) sum += values[i];
    *output.row(c, 0) = layer.maximum ? *std::max_element(values, values + count)
                                      : static_cast<float>(sum / static_cast<double>(count));
  }
}

}  // namespace modnn
