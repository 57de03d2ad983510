#include <algorithm>
#include <cmath>

#include "models/kernels/compute.h"

namespace modnn {

namespace {

float hard_sigmoid(float x) { return std::clamp(x / 6 + 0.5F, 0.0F, 1.0F); }

}  // namespace

void activate(Activation activation, float* values, Index count, float slope) {
  switch (activation) {
    case Activation::none:
      return;
    case Activation::relu:
      for (Index i = 0; i < count; ++i) values[i] = std::max(values[i], 0.0F);
      return;
    case Activation::leaky_relu:
      for (Index i = 0; i < count; ++i) values[i] = std::max(values[i], slope * values[i]);
      return;
    case Activation::relu6:
      for (Index i = 0; i < count; ++i) values[i] = std::clamp(values[i], 0.0F, 6.0F);
      return;
    case Activation::sigmoid:
      for (Index i = 0; i < count; ++i) values[i] = 1 / (1 + std::exp(-values[i]));
      return;
    case Activation::tanh:
      for (Index i = 0; i < count; ++i) values[i] = std::tanh(values[i]);
      return;
    case Activation::hard_sigmoid:
      for (Index i = 0; i < count; ++i) values[i] = hard_sigmoid(values[i]);
      return;
    case Activation::hard_swish:
      for (Index i = 0; i < count; ++i) values[i] *= hard_sigmoid(values[i]);
      return;
  }
}

void compute(const Activate& layer, const LayerCall& call, Tensor& output) {
  copy_overlap(*call.inputs[0], output);
  activate(layer.activation, output.values.data(), static_cast<Index>(output.values.size()),
           static_cast<float>(layer.slope));
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

void compute(const Multiply& layer, const LayerCall& call, Tensor& output) {
  copy_overlap(*call.inputs[0], output);
  const Box& box = output.box;
  const Tensor& input = *call.inputs[1];
  const bool per_channel = call.maps[1] != call.maps[0];
  for (Index c = box.channels.begin; c < box.channels.end; ++c)
    for (Index r = box.rows.begin; r < box.rows.end; ++r) {
      float* target = output.row(c, r);
      const float* source =
          per_channel ? input.row(c, 0) : input.row(c, r) + (box.cols.begin - input.box.cols.begin);
      for (Index x = 0; x < box.cols.size(); ++x) target[x] *= source[per_channel ? 0 : x];
    }
  activate(layer.activation, output.values.data(), static_cast<Index>(output.values.size()));
}

}  // namespace modnn
