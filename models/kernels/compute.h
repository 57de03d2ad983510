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

// Each fills `output`, whose box says which region of the output map is wanted.
void compute(const Conv& layer, const LayerCall& call, Tensor& output);
void compute(const MaxPool& layer, const LayerCall& call, Tensor& output);
void compute(const AvgPool& layer, const LayerCall& call, Tensor& output);
void compute(const GlobalPool& layer, const LayerCall& call, Tensor& output);
void compute(const Dense& layer, const LayerCall& call, Tensor& output);
void compute(const SparseDense& layer, const LayerCall& call, Tensor& output);
void compute(const BatchNorm& layer, const LayerCall& call, Tensor& output);
void compute(const Lrn& layer, const LayerCall& call, Tensor& output);
void compute(const Softmax& layer, const LayerCall& call, Tensor& output);
void compute(const Activate& layer, const LayerCall& call, Tensor& output);
void compute(const Add& layer, const LayerCall& call, Tensor& output);
void compute(const Concat& layer, const LayerCall& call, Tensor& output);
void compute(const Flatten& layer, const LayerCall& call, Tensor& output);
void compute(const Reorg& layer, const LayerCall& call, Tensor& output);
void compute(const Upsample& layer, const LayerCall& call, Tensor& output);
void compute(const Dropout& layer, const LayerCall& call, Tensor& output);

/// A convolution in which every output channel sees one input channel only.
void compute_depthwise(const Conv& conv, const LayerCall& call, Tensor& output);

/// Sets every value to the bias of its channel, or to zero.
void fill_with_bias(const LayerWeights& weights, Tensor& output);

/// Applies an activation to `count` values in place.
void activate(Activation activation, float* values, Index count);

}  // namespace modnn
