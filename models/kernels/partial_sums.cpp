#include "models/kernels/partial_sums.h"

#include <stdexcept>

#include "models/kernels/compute.h"

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

Tensor add_up(const Network& network, LayerId layer, const LayerWeights& weights,
              const std::vector<std::shared_ptr<const Tensor>>& sums, const Box& box) {
  Tensor output(box);
  fill_with_bias(weights, output);
  for (const auto& part : sums) {
    const Range common = intersect(part->box.channels, box.channels);
    for (Index i = common.begin; i < common.end; ++i)
      *output.row(i, 0) += part->values[i - part->box.channels.begin];
  }
  const LayerKind& kind = network.layer(layer).kind;
  const Activation activation = std::holds_alternative<Dense>(kind)
                                    ? std::get<Dense>(kind).activation
                                    : std::get<SparseDense>(kind).activation;
  activate(activation, output.values.data(), box.channels.size());
  return output;
}

}  // namespace modnn
