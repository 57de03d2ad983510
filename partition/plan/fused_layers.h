#pragma once

#include "partition/plan/placing.h"

namespace modnn {

// Fused layers after Zhou et al., Adaptive Parallel Execution of Deep Neural Networks on
// Heterogeneous Edge Devices, SEC 2019. A block of layers is a run: its output is cut into a grid
// of as many cells as there are devices, and halos are computed instead of sent.

/// EFL: the first layers of the network, as many as the argument says, are one block; the group
/// owner computes the others.
Placement early_fused_layers(const Placing& placing);

/// OFL: the blocks with the least predicted time, by dynamic programming over where they begin:
/// t(i) = min over k of fused(i, k) + t(i + k). What a block of k layers from the i-th on takes is
/// sending its input and its output, one message after the other (which the medium's latency delays
/// side by side: it counts once each way), and the longest computing.
Placement optimal_fused_layers(const Placing& placing);

/// AOFL: OFL with some of the devices, ranked by speed and then by rate, of which one after the
/// other is added while the predicted time falls, and with cells whose devices take equally long
/// for computing and for what they are sent and return, as far as a few rounds of weighing find
/// them.
Placement adaptive_fused_layers(const Placing& placing);

/// What the dynamic program finds with these devices, whose cells are in proportion to the shares.
struct FusedBlocks {
  double seconds = 0;  ///< predicted
  std::vector<Run> blocks;
  std::vector<double> device_seconds;  ///< of each device, computing and its messages
};
FusedBlocks best_blocks(const Placing& placing, const std::vector<DeviceId>& devices,
                        const std::vector<double>& shares);

}  // namespace modnn
