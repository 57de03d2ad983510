#include <algorithm>

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

void compute(const Dropout&, const LayerCall& call, Tensor& output) {
  copy_overlap(*call.inputs[0], output);
}

void compute(const BatchNorm& layer, const LayerCall& call, Tensor& output) {
  copy_overlap(*call.inputs[0], output);
  const Box& box = output.box;
  const Index plane = box.rows.size() * box.cols.size();
  for (Index c = box.channels.begin; c < box.channels.end; ++c) {
    const float a = call.weights.kernel[static_cast<std::size_t>(c)];
    const float b = call.weights.bias[static_cast<std::size_t>(c)];
    float* values = output.row(c, box.rows.begin);
    for (Index i = 0; i < plane; ++i) values[i] = a * values[i] + b;
  }
  activate(layer.activation, output.values.data(), static_cast<Index>(output.values.size()));
}

void compute(const Add& layer, const LayerCall& call, Tensor& output) {
  copy_overlap(*call.inputs[0], output);
  const Box& box = output.box;
  for (std::size_t i = 1; i < call.inputs.size(); ++i) {
    const Tensor& input = *call.inputs[i];
    for (Index c = box.channels.begin; c < box.channels.end; ++c)
      for (Index r = box.rows.begin; r < box.rows.end; ++r) {
        const float* source = input.row(c, r) + (box.cols.begin - input.box.cols.begin);
        float* target = output.row(c, r);
        for (Index x = 0; x < box.cols.size(); ++x) target[x] += source[x];
      }
  }
  activate(layer.activation, output.values.data(), static_cast<Index>(output.values.size()));
}

}  // namespace modnn
