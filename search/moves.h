#pragma once

#include <optional>
#include <vector>

#include "search/sketch.h"

namespace modnn {

/// A small change of a sketch. It names layers, not blocks, so that it can still be made after
/// another one.
struct Move {
  enum class Kind {
    merge,         ///< the block of the layer with the next one, cut as that
    split,         ///< the block of the layer ends with the layer
    end_later,     ///< it ends one layer later
    end_earlier,   ///< it ends one layer earlier
    cut,           ///< it is cut another way
    scale,         ///< a device's factor in it
    scale_all,     ///< in all blocks
    alone,         ///< it is the device's alone
    alone_after,   ///< that, and all after it
    alone_before,  ///< that, and all before it
    like_before,   ///< cut as the block before it
    scheme,        ///< a dense layer by a scheme of the planner's
    ways           ///< other ways
  };
  Kind kind = Kind::merge;
  LayerId layer = 0;
  DeviceId device = 0;
  double factor = 1;
  std::size_t choice = 0;
};

/// What a search may choose from.
struct Choices {
  const Network& network;
  const Cluster& cluster;
  std::vector<PlanOptions> ways;  ///< the experiment's own first
};
Choices choices(const Network& network, const Cluster& cluster, const PlanOptions& options,
                bool any_way);

std::vector<Move> moves_of(const Sketch& sketch, const Choices& choices);

/// The sketch after the move; none where it does not apply.
std::optional<Sketch> moved(const Sketch& sketch, const Move& move, const Choices& choices);

}  // namespace modnn
