#pragma once

#include <vector>

#include "models/layers/layer.h"
#include "models/maps/tensor.h"
#include "models/weights/weights.h"

namespace modnn {

/// What a kernel works on. inputs[i] covers what the output region depends on; maps[i] is the shape
/// of the whole map that it is a part of.
struct LayerCall {
  const std::vector<const Tensor*>& inputs;
  const std::vector<Shape>& maps;
  const LayerWeights& weights;
};

// compute(kind, call, output), declared beside each kind, fills `output`, whose box says which
// region of the output map is wanted.

/// A convolution in which every output channel sees one input channel only.
void compute_depthwise(const Conv& conv, const LayerCall& call, Tensor& output);

/// Sets every value to the bias of its channel, or to zero.
void fill_with_bias(const LayerWeights& weights, Tensor& output);

/// Applies an activation to `count` values in place. `slope` is that of a leaky ReLU.
void activate(Activation activation, float* values, Index count, float slope = leaky_slope);

}  // namespace modnn
