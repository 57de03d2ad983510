#pragma once

#include <vector>

#include "models/layer.h"
#include "models/tensor.h"
#include "models/weights.h"

namespace modnn {

/// What a kernel works on. inputs[i] covers what the output region depends on; maps[i] is the shape
/// of the whole map that it is a part of.
struct LayerCall {
  const std::vector<const Tensor*>& inputs;
  const std::vector<Shape>& maps;
  const LayerWeights& weights;
};

// Each fills `output`, whose box says which region of the output map is wanted.
void compute(const Conv& conv, const LayerCall& call, Tensor& output);
void compute(const MaxPool& pool, const LayerCall& call, Tensor& output);
void compute(const Dense& dense, const LayerCall& call, Tensor& output);
void compute(const Activate& layer, const LayerCall& call, Tensor& output);
void compute(const Flatten& layer, const LayerCall& call, Tensor& output);
void compute(const Softmax& layer, const LayerCall& call, Tensor& output);

/// Applies an activation to `count` values in place.
void activate(Activation activation, float* values, Index count);

}  // namespace modnn
