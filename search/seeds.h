#pragma once

#include <vector>

#include "search/moves.h"

namespace modnn {

/// Where a search may begin: for the ways of an experiment, and with any way for a group owner that
/// takes a share or does not, the blocks, cuts and devices of the least cost by the planner's
/// account, found by dynamic programming over where blocks end and how they are cut.
std::vector<Sketch> planned_seeds(const Choices& choices);

/// Every network's own: all layers at one device, each of the fastest.
std::vector<Sketch> lonely_seeds(const Choices& choices);

}  // namespace modnn
