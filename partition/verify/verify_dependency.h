#pragma once

#include <array>
#include <vector>

#include "models/network/network.h"

namespace modnn {

// What depends on what, from the definitions of the layers: the verifier's own account, which
// shares no code with required_input() and the planner.

using Axes = std::array<Range, 3>;  ///< channels, rows, columns

Axes axes(const Box& box);
bool empty(const Axes& axes);

/// What the region `output` of a layer depends on of its input number `which`.
Axes dependency(const Network& network, LayerId layer, std::size_t which, const Axes& output);

/// Of every map, the smallest region that the network's result depends on, when the layers from
/// `first` on are still to be computed; empty: none.
std::vector<Axes> needed_for_result(const Network& network, LayerId first = 1);

}  // namespace modnn
