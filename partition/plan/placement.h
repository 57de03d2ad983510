#pragma once

#include <map>
#include <vector>

#include "models/network/network.h"
#include "partition/region.h"

namespace modnn {

/// Consecutive layers inside which nothing moves: everybody has at the beginning what it needs to
/// the end. Most runs are of one layer.
struct Run {
  LayerId first = 0;
  LayerId last = 0;  ///< of the run, too
};

/// Who owns what of some layers, and which of them form runs. Inside a run only layers that are
/// read after it need regions: of the others everybody computes what it needs.
struct Placement {
  std::map<LayerId, std::vector<Region>> owned;  ///< [device]
  std::vector<Run> runs;                         ///< in order
};

}  // namespace modnn
