#include "models/kernels/compute.h"

namespace modnn {

void compute(const SparseDense& layer, const LayerCall& call, Tensor& output) {
  const LayerWeights& w = call.weights;
  const std::vector<float>& x = call.inputs[0]->values;
  fill_with_bias(w, output);
  for (Index row = output.box.channels.begin; row < output.box.channels.end; ++row) {
    const auto begin = static_cast<std::size_t>(w.row_starts[static_cast<std::size_t>(row)]);
    const auto end = static_cast<std::size_t>(w.row_starts[static_cast<std::size_t>(row) + 1]);
    float sum = 0;
    for (std::size_t i = begin; i < end; ++i)
      sum += w.kernel[i] * x[static_cast<std::size_t>(w.columns[i])];
    *output.row(row, 0) += sum;
  }
  activate(layer.activation, output.values.data(), output.box.channels.size());
}

}  // namespace modnn
