#pragma once

#include <vector>

#include "models/network/network.h"

namespace modnn {

/// needed[layer]: the smallest box of that layer's output (of the image: layer 0) that the
/// network's result depends on; the whole of most maps. A stride may never reach a map's last rows,
/// and a branch may lead nowhere: its boxes are empty. Found from the last layer backwards to layer
/// `first`: of the maps before it, what is still to be read.
std::vector<Box> needed_regions(const Network& network, LayerId first = 1);

}  // namespace modnn
