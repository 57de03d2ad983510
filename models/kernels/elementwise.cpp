#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/kernels/compute.h"

namespace modnn {

void activate(Activation activation, float* values, Index count) {
  switch (activation) {
    case Activation::none:
      return;
    case Activation::relu:
      for (Index i = 0; i < count; ++i) values[i] = std::max(values[i], 0.0F);
      return;
    case Activation::leaky_relu:
      for (Index i = 0; i < count; ++i) values[i] = std::max(values[i], leaky_slope * values[i]);
      return;
    case Activation::relu6:
      for (Index i = 0; i < count; ++i) values[i] = std::clamp(values[i], 0.0F, 6.0F);
      return;
  }
}

void compute(const Activate& layer, const LayerCall& call, Tensor& output) {
  copy_overlap(*call.inputs[0], output);
  activate(layer.activation, output.values.data(), static_cast<Index>(output.values.size()));
}

// CHW order is the order in which a tensor stores its values.
void compute(const Flatten&, const LayerCall& call, Tensor& output) {
  std::copy_n(call.inputs[0]->values.begin() + output.box.channels.begin,
              output.box.channels.size(), output.values.begin());
}

void compute(const Softmax&, const LayerCall& call, Tensor& output) {
  const std::vector<float>& x = call.inputs[0]->values;
  // Shifting by the maximum keeps exp() from overflowing and cancels in the quotient.
  const float top = *std::max_element(x.begin(), x.end());
  const double sum = std::accumulate(x.begin(), x.end(), 0.0, [&](double total, float value) {
    return total + std::exp(static_cast<double>(value - top));
  });
  for (Index i = 0; i < output.box.channels.size(); ++i) {
    const float value = x[static_cast<std::size_t>(output.box.channels.begin + i)];
    output.values[static_cast<std::size_t>(i)] =
        static_cast<float>(std::exp(static_cast<double>(value - top)) / sum);
  }
}

}  // namespace modnn
