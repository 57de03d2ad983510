#pragma once

#include "models/network/network.h"
#include "models/weights/weights.h"

namespace modnn {

/// Merges every batch norm into the convolution before it, as inference engines do: filter o is
/// scaled by a_o, its bias becomes a_o bias_o + b_o, and the batch norm's activation becomes the
/// convolution's. A batch norm stays a layer where it does not directly follow a convolution
/// without activation whose only reader it is. The merged layer keeps the convolution's name.
/// `weights` (may be null: structure only) are merged along.
void fold_batch_norm(Network& network, Weights* weights);

}  // namespace modnn
