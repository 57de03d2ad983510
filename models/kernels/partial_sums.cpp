#include "models/kernels/partial_sums.h"

#include <algorithm>
#include <stdexcept>

#include "models/kernels/compute.h"
#include "models/kernels/winograd.h"

namespace modnn {
namespace {

Box hull(const std::vector<Range>& ranges) {
  if (ranges.empty()) return {};
  return {{ranges.front().begin, ranges.back().end}, {0, 1}, {0, 1}};
}

float dense_row(const LayerWeights& weights, Index row, Index inputs, const Tensor& x,
                const std::vector<Range>& columns) {
  const float* const kernel = weights.kernel.data() + row * inputs;
  const float* const values = x.values.data() - x.box.channels.begin;
  float sum = 0;
  for (const Range& range : columns)
    for (Index j = range.begin; j < range.end; ++j) sum += kernel[j] * values[j];
  return sum;
}

float sparse_row(const LayerWeights& weights, Index row, const Tensor& x,
                 const std::function<bool(std::size_t)>& mine) {
  const float* const values = x.values.data() - x.box.channels.begin;
  float sum = 0;
  for (Index n = weights.row_starts[row]; n < weights.row_starts[row + 1]; ++n)
    if (mine(static_cast<std::size_t>(n))) sum += weights.kernel[n] * values[weights.columns[n]];
  return sum;
}

void add_row(const Tensor& source, Index channel, Index row, const Range& cols, Tensor& target) {
  const float* const from = source.row(channel, row) - source.box.cols.begin;
  float* const to = target.row(channel, row) - target.box.cols.begin;
  for (Index col = cols.begin; col < cols.end; ++col) to[col] += from[col];
}

/// The weights of some input channels, one behind the other.
LayerWeights weights_of_channels(const Conv& conv, Index inputs, const LayerWeights& weights,
                                 const std::vector<Range>& channels) {
  const Index taps = conv.window.kernel_height * conv.window.kernel_width;
  LayerWeights some;
  Index count = 0;
  for (const Range& range : channels) count += range.size();
  for (Index output = 0; output < conv.outputs; ++output) {
    const float* const kernel = weights.kernel.data() + output * inputs * taps;
    for (const Range& range : channels)
      some.kernel.insert(some.kernel.end(), kernel + range.begin * taps, kernel + range.end * taps);
  }
  if (!weights.winograd.empty()) some.winograd = winograd_weights(conv, count, some.kernel);
  return some;
}

/// Some channels of a tensor, one behind the other from channel 0 on.
Tensor closed_up(const Tensor& x, const std::vector<Range>& channels) {
  Index count = 0;
  for (const Range& range : channels) count += range.size();
  Tensor closed({{0, count}, x.box.rows, x.box.cols});
  float* to = closed.values.data();
  const Index plane = x.box.rows.size() * x.box.cols.size();
  for (const Range& range : channels)
    to = std::copy_n(x.row(range.begin, x.box.rows.begin), range.size() * plane, to);
  return closed;
}

}  // namespace

Tensor partial_sums(const Network& network, LayerId layer, const LayerWeights& weights,
                    const Tensor& x, const std::vector<Range>& rows,
                    const std::vector<Range>& columns,
                    const std::function<bool(std::size_t)>& mine) {
  const Layer& node = network.layer(layer);
  const bool sparse = std::holds_alternative<SparseDense>(node.kind);
  if (!sparse && !std::holds_alternative<Dense>(node.kind))
    throw std::invalid_argument("layer " + node.name + " has no partial sums: it is not dense");
  const Index inputs = network.layer(node.inputs[0]).shape.elements();
  Tensor sums(hull(rows));
  for (const Range& range : rows)
    for (Index i = range.begin; i < range.end; ++i)
      *sums.row(i, 0) =
          sparse ? sparse_row(weights, i, x, mine) : dense_row(weights, i, inputs, x, columns);
  return sums;
}

Tensor partial_sums(const Network& network, LayerId layer, const LayerWeights& weights,
                    const Tensor& x, const Box& output, const std::vector<Range>& channels) {
  const Layer& node = network.layer(layer);
  const Conv* const conv = std::get_if<Conv>(&node.kind);
  if (conv == nullptr || conv->groups > 1)
    throw std::invalid_argument("layer " + node.name + " has no partial sums of channels");
  Shape map = network.layer(node.inputs[0]).shape;
  const LayerWeights some = weights_of_channels(*conv, map.channels, weights, channels);
  const Tensor input = closed_up(x, channels);
  map.channels = input.box.channels.size();
  Conv alone = *conv;
  alone.bias = false;
  alone.activation = Activation::none;
  const std::vector<const Tensor*> inputs{&input};
  const std::vector<Shape> maps{map};
  Tensor sums(output);
  compute(alone, LayerCall{inputs, maps, some}, sums);
  return sums;
}

Tensor add_up(const Network& network, LayerId layer, const LayerWeights& weights,
              const std::vector<std::shared_ptr<const Tensor>>& sums, const Box& box) {
  Tensor output(box);
  fill_with_bias(weights, output);
  for (const auto& part : sums) {
    const Box common = intersect(part->box, box);
    for (Index c = common.channels.begin; c < common.channels.end; ++c)
      for (Index r = common.rows.begin; r < common.rows.end; ++r)
        add_row(*part, c, r, common.cols, output);
  }
  std::visit(
      [&output](const auto& kind) {
        if constexpr (requires { kind.activation; })
          activate(kind.activation, output.values.data(), output.box.elements());
      },
      network.layer(layer).kind);
  return output;
}

}  // namespace modnn
