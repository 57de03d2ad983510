#pragma once

#include <vector>

#include "partition/plan/placing.h"

namespace modnn {

// FlexPie (Chen et al., Accelerate Distributed Inference on Edge Devices with Flexible
// Combinatorial Optimization, arXiv 2502.15312): for every layer a way to cut it, and whether its
// input is exchanged or computed again by whoever needs it. Layers of which nothing is exchanged in
// between are a block, a run that is cut as its last layer is.

/// How the last layer of a block is cut.
enum class FlexCut { rows, columns, channels, grid };
inline constexpr FlexCut flex_cuts[] = {FlexCut::rows, FlexCut::columns, FlexCut::channels,
                                        FlexCut::grid};

struct FlexBlock {
  Run layers;
  FlexCut cut = FlexCut::rows;
};

/// What the blocks of a row of layers take by the planner's cost, with the return of what is read
/// after them.
double flex_seconds(const Placing& placing, const std::vector<FlexBlock>& blocks);

/// The blocks that take least, by dynamic programming over where they begin: of the blocks that
/// lead to the same holdings of the maps that are still to be read only the fastest go on. Of a
/// chain that is exact. Where branches lead to more than 16 holdings of the same maps, the 16
/// fastest go on. At most 16 layers are a block.
std::vector<FlexBlock> best_flex_blocks(const Placing& placing);

/// Every layer cut as its block is.
Placement flex_placement(const Placing& placing, const std::vector<FlexBlock>& blocks);

/// The scheme.
Placement flexpie(const Placing& placing);

}  // namespace modnn
