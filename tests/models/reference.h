#pragma once

#include "models/maps/tensor.h"
#include "models/network/network.h"
#include "models/weights/weights.h"

namespace modnn::test {

/// The whole output map of a layer from its whole input maps, one element at a time and in double,
/// written from the definitions. Shares no code with the kernels.
Tensor reference_layer(const Network& network, LayerId layer, const LayerWeights& weights,
                       const std::vector<Tensor>& inputs);

/// The smallest boxes, one per input, that hold every input element that the reference reads to
/// compute the region `output`.
std::vector<Box> reference_reads(const Network& network, LayerId layer, const LayerWeights& weights,
                                 const std::vector<Tensor>& inputs, const Box& output);

}  // namespace modnn::test
