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
  int rounds = 1;    ///< so many times everybody computes the run, another part each time
};

/// Who owns what of some layers, and which of them form runs. Inside a run only layers that are
/// read after it need regions: of the others everybody computes what it needs.
struct Placement {
  std::map<LayerId, std::vector<Region>> owned;  ///< [round x devices + device]
  std::vector<Run> runs;                         ///< in order
  /// Of layers that are cut by their inputs what every device multiplies, [device]: the group owner
  /// adds up, and owns all.
  std::map<LayerId, std::vector<Region>> multiplied{};
  /// What devices compute for themselves beside what they own, as they hold all that it takes.
  std::map<LayerId, std::vector<Region>> copied{};
};

}  // namespace modnn
