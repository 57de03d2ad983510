#include "reference.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace modnn::test {
namespace {

/// Grows the box by an element.
void include(Box& box, Index c, Index y, Index x) {
  const auto grow = [&](Range& range, Index i) {
    range = range.empty() ? Range{i, i + 1}
                          : Range{std::min(range.begin, i), std::max(range.end, i + 1)};
  };
  grow(box.channels, c);
  grow(box.rows, y);
  grow(box.cols, x);
}

/// Whose reads are being recorded: maps, and the box of what was read of each.
struct Recorder {
  const std::vector<Tensor>* maps = nullptr;
  std::vector<Box> boxes;
};
Recorder recorder;

/// Element (c, y, x) of a whole map; nothing outside the map.
std::optional<double> at(const Tensor& map, Index c, Index y, Index x) {
  const Shape s = map.box.shape();
  if (y < 0 || y >= s.height || x < 0 || x >= s.width) return std::nullopt;
  if (recorder.maps != nullptr)
    include(recorder.boxes[static_cast<std::size_t>(&map - recorder.maps->data())], c, y, x);
  return map.values[static_cast<std::size_t>(c * s.height * s.width + y * s.width + x)];
}

double activated(Activation activation, double v, double slope = 0.1) {
  switch (activation) {
    case Activation::none:
      return v;
    case Activation::relu:
      return v > 0 ? v : 0;
    case Activation::leaky_relu:
      return v > 0 ? v : slope * v;
    case Activation::relu6:
      return v < 0 ? 0 : v > 6 ? 6 : v;
    case Activation::sigmoid:
      return 1 / (1 + std::exp(-v));
    case Activation::tanh:
      return 1 - 2 / (std::exp(2 * v) + 1);
    case Activation::hard_sigmoid:
      return v < -3 ? 0 : v > 3 ? 1 : (v + 3) / 6;
    case Activation::hard_swish:
      return v < -3 ? 0 : v > 3 ? v : v * (v + 3) / 6;
  }
  return v;
}

/// Calls visit(c, i, j, y, x) for every tap (i, j) of the window at output (oy, ox).
template <class Visit>
void taps(const Window& w, Index oy, Index ox, Visit visit) {
  for (Index i = 0; i < w.kernel_height; ++i)
    for (Index j = 0; j < w.kernel_width; ++j)
      visit(i, j, oy * w.stride_height + i * w.dilation_height - w.pad_top,
            ox * w.stride_width + j * w.dilation_width - w.pad_left);
}

struct Naive {
  const LayerWeights& weights;
  const std::vector<Tensor>& inputs;
  Shape in, out;

  double element(const Input&, Index, Index, Index) const { return 0; }

  double element(const Conv& conv, Index o, Index y, Index x) const {
    const Index channels = in.channels / conv.groups, group = o / (conv.outputs / conv.groups);
    double sum = conv.bias ? weights.bias[static_cast<std::size_t>(o)] : 0.0;
    for (Index c = 0; c < channels; ++c)
      taps(conv.window, y, x, [&](Index i, Index j, Index iy, Index ix) {
        const Index k =
            ((o * channels + c) * conv.window.kernel_height + i) * conv.window.kernel_width + j;
        sum += weights.kernel[static_cast<std::size_t>(k)] *
               at(inputs[0], group * channels + c, iy, ix).value_or(0);
      });
    return activated(conv.activation, sum);
  }

  double element(const MaxPool& pool, Index c, Index y, Index x) const {
    double top = -std::numeric_limits<double>::infinity();
    taps(pool.window, y, x, [&](Index, Index, Index iy, Index ix) {
      if (const auto value = at(inputs[0], c, iy, ix)) top = std::max(top, *value);
    });
    return top;
  }

  double element(const Dense& dense, Index o, Index, Index) const {
    double sum = dense.bias ? weights.bias[static_cast<std::size_t>(o)] : 0.0;
    std::size_t k = static_cast<std::size_t>(o * in.elements());
    for (Index c = 0; c < in.channels; ++c)
      for (Index y = 0; y < in.height; ++y)
        for (Index x = 0; x < in.width; ++x) sum += weights.kernel[k++] * *at(inputs[0], c, y, x);
    return activated(dense.activation, sum);
  }

  double element(const Activate& layer, Index c, Index y, Index x) const {
    return activated(layer.activation, *at(inputs[0], c, y, x), layer.slope);
  }

  double element(const AvgPool& pool, Index c, Index y, Index x) const {
    double sum = 0;
    int count = 0;
    const Window& w = pool.window;
    taps(w, y, x, [&](Index, Index, Index iy, Index ix) {
      const auto value = at(inputs[0], c, iy, ix);
      const bool padded = iy < in.height + w.pad_bottom && ix < in.width + w.pad_right;
      if (value || (pool.count_padding && padded)) ++count;
      sum += value.value_or(0);
    });
    return sum / count;
  }

  double element(const GlobalPool& pool, Index c, Index, Index) const {
    double sum = 0, top = -std::numeric_limits<double>::infinity();
    for (Index y = 0; y < in.height; ++y)
      for (Index x = 0; x < in.width; ++x) {
        sum += *at(inputs[0], c, y, x);
        top = std::max(top, *at(inputs[0], c, y, x));
      }
    return pool.maximum ? top : sum / static_cast<double>(in.height * in.width);
  }

  double element(const SparseDense& dense, Index o, Index, Index) const {
    double sum = dense.bias ? weights.bias[static_cast<std::size_t>(o)] : 0.0;
    const auto row = static_cast<std::size_t>(o);
    for (Index i = weights.row_starts[row]; i < weights.row_starts[row + 1]; ++i) {
      const auto k = static_cast<std::size_t>(i);
      sum += static_cast<double>(weights.kernel[k]) *
             inputs[0].values[static_cast<std::size_t>(weights.columns[k])];
    }
    return activated(dense.activation, sum);
  }

  double element(const BatchNorm& norm, Index c, Index y, Index x) const {
    const auto k = static_cast<std::size_t>(c);
    return activated(norm.activation,
                     weights.kernel[k] * *at(inputs[0], c, y, x) + weights.bias[k]);
  }

  double element(const Lrn& lrn, Index c, Index y, Index x) const {
    double sum = 0;
    for (Index i = 0; i < lrn.size; ++i) {
      const Index k = c - lrn.size / 2 + i;
      if (k >= 0 && k < in.channels) sum += std::pow(*at(inputs[0], k, y, x), 2);
    }
    const double mean = sum / static_cast<double>(lrn.size);
    return *at(inputs[0], c, y, x) / std::pow(lrn.bias + lrn.alpha * mean, lrn.beta);
  }

  double element(const Add& add, Index c, Index y, Index x) const {
    double sum = 0;
    for (const Tensor& input : inputs) sum += *at(input, c, y, x);
    return activated(add.activation, sum);
  }

  double element(const Multiply& layer, Index c, Index y, Index x) const {
    const Shape other = inputs[1].box.shape();
    return activated(layer.activation,
                     *at(inputs[0], c, y, x) *
                         *at(inputs[1], c, other.height == 1 ? 0 : y, other.width == 1 ? 0 : x));
  }

  double element(const Concat&, Index c, Index y, Index x) const {
    std::size_t which = 0;
    for (; c >= inputs[which].box.shape().channels; ++which)
      c -= inputs[which].box.shape().channels;
    return *at(inputs[which], c, y, x);
  }

  double element(const Dropout&, Index c, Index y, Index x) const {
    return *at(inputs[0], c, y, x);
  }

  double element(const Reorg& reorg, Index c, Index y, Index x) const {
    const Index block = c / in.channels;
    return *at(inputs[0], c % in.channels, y * reorg.stride + block / reorg.stride,
               x * reorg.stride + block % reorg.stride);
  }

  /// As Darknet's loops have it: over the input's shape, the value at (i, j, k) is the one at its
  /// place in a map of stride x stride times as many pixels.
  double element(const DarknetReorg& reorg, Index c, Index y, Index x) const {
    const Index s = reorg.stride, wanted = (c * (in.height / s) + y) * (in.width / s) + x;
    Index index = 0;
    for (Index k = 0; k < in.channels; ++k)
      for (Index j = 0; j < in.height; ++j)
        for (Index i = 0; i < in.width; ++i, ++index) {
          if (index != wanted) continue;
          const Index large = in.channels / (s * s), offset = k / large;
          const Index w = i * s + offset % s, h = j * s + offset / s;
          const Index flat = w + in.width * s * (h + in.height * s * (k % large));
          return *at(inputs[0], flat / (in.height * in.width), flat / in.width % in.height,
                     flat % in.width);
        }
    return 0;
  }

  double element(const Upsample& upsample, Index c, Index y, Index x) const {
    return *at(inputs[0], c, y / upsample.stride, x / upsample.stride);
  }

  double element(const Flatten&, Index o, Index, Index) const {
    return *at(inputs[0], o / (in.height * in.width), o / in.width % in.height, o % in.width);
  }

  double element(const Softmax&, Index o, Index, Index) const {
    double sum = 0;
    for (Index i = 0; i < in.channels; ++i)
      sum += std::exp(*at(inputs[0], i, 0, 0) - *at(inputs[0], o, 0, 0));
    return 1 / sum;
  }
};

}  // namespace

Tensor reference_layer(const Network& network, LayerId layer, const LayerWeights& weights,
                       const std::vector<Tensor>& inputs) {
  const Layer& node = network.layer(layer);
  const Naive naive{weights, inputs, inputs.at(0).box.shape(), node.shape};
  Tensor result(Box{{0, node.shape.channels}, {0, node.shape.height}, {0, node.shape.width}});
  std::size_t next = 0;
  for (Index c = 0; c < node.shape.channels; ++c)
    for (Index y = 0; y < node.shape.height; ++y)
      for (Index x = 0; x < node.shape.width; ++x)
        result.values[next++] = static_cast<float>(
            std::visit([&](const auto& kind) { return naive.element(kind, c, y, x); }, node.kind));
  return result;
}

std::vector<Box> reference_reads(const Network& network, LayerId layer, const LayerWeights& weights,
                                 const std::vector<Tensor>& inputs, const Box& output) {
  const Layer& node = network.layer(layer);
  const Naive naive{weights, inputs, inputs.at(0).box.shape(), node.shape};
  recorder = {&inputs, std::vector<Box>(inputs.size())};
  for (Index c = output.channels.begin; c < output.channels.end; ++c)
    for (Index y = output.rows.begin; y < output.rows.end; ++y)
      for (Index x = output.cols.begin; x < output.cols.end; ++x)
        std::visit([&](const auto& kind) { naive.element(kind, c, y, x); }, node.kind);
  recorder.maps = nullptr;
  return recorder.boxes;
}

}  // namespace modnn::test
