#include <algorithm>

#include "models/kernels/compute.h"

namespace modnn {

void fill_with_bias(const LayerWeights& weights, Tensor& output) {
  const Index plane = output.box.rows.size() * output.box.cols.size();
  for (Index c = output.box.channels.begin; c < output.box.channels.end; ++c)
    std::fill_n(output.row(c, output.box.rows.begin), plane,
                weights.bias.empty() ? 0.0F : weights.bias[static_cast<std::size_t>(c)]);
}

}  // namespace modnn
