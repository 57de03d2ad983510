#pragma once

#include <vector>

#include "models/maps/tensor.h"
#include "models/network/network.h"
#include "models/weights/weights.h"

namespace modnn {

/// Computes the region `output` of a layer. `inputs[i]` must cover required_input(network, layer,
/// i, output) and may cover more. The result's box is `output`. Throws std::invalid_argument when
/// an input does not cover what is needed.
Tensor run_layer(const Network& network, LayerId layer, const LayerWeights& weights,
                 const std::vector<const Tensor*>& inputs, const Box& output);

/// Runs the whole network in this process and returns the output of the last layer: the lone
/// phone's answer. Feature maps are freed after their last use.
Tensor run_network(const Network& network, const Weights& weights, const Tensor& image);

}  // namespace modnn
