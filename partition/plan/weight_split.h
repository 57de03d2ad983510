#pragma once

#include <vector>

#include "partition/plan/placing.h"

namespace modnn {

// Layers whose weights are split (Stahl et al., Fully Distributed Deep Learning Inference on
// Resource-Constrained Edge Devices, SAMOS 2019): every device holds its share of the weights of
// every layer. By outputs (LOP), a device needs all of the input and owns some channels; by inputs
// (LIP), it multiplies some channels of the input and the group owner adds up. One after the other
// they are FUSE: what the first leaves on a device is what the second multiplies there.

/// How one layer is split. Layers without weights follow their input.
enum class WeightSplit : char {
  outputs,
  inputs,
  parts,  ///< without weights: everybody computes the channels that it owns the inputs of
  owner   ///< without weights: the group owner computes all
};

/// What of it devices own, multiply and copy.
struct WeightPlacement {
  Placement placement;
  std::vector<WeightSplit> splits;  ///< of every layer of the row
  double bytes = 0;                 ///< that move for the row, to the group owner in the end
};

/// The splits for which the fewest bytes move. Exact, by dynamic programming from layer to layer:
/// of two ways to the same holdings of the maps that are still to be read the cheaper one goes on.
/// (In networks in which hundreds of such holdings are possible at once the 256 cheapest go on.)
WeightPlacement least_weight_split(const Placing& placing, bool by_outputs, bool by_inputs);

/// The bytes that move with just these splits; infinity where a layer cannot be split so.
WeightPlacement weight_split(const Placing& placing, const std::vector<WeightSplit>& splits);

// Schemes: all layers by outputs, all that can by inputs, and the best mixture.
Placement output_channels(const Placing& placing);
Placement input_channels(const Placing& placing);
Placement mixed_channels(const Placing& placing);

}  // namespace modnn
