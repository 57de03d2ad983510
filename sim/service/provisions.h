#pragma once

#include <functional>
#include <vector>

#include "sim/middleware/cell.h"

namespace modnn {

/// Which weights every phone has. They come from the group owner, over the air like all else, to
/// whoever needs more of a layer's than it has.
class Provisions {
 public:
  /// What the plans need was handed out before.
  Provisions(Cell& cell, const std::vector<Plan>& plans);

  /// Calls `ready` when everybody has what the plans need: at once when nothing is lacking, and
  /// never when a phone leaves before.
  void hand_out(const std::vector<const Plan*>& plans, std::function<void()> ready);

  double bytes() const { return bytes_; }

 private:
  using Weights = std::vector<std::vector<double>>;  ///< bytes, [device][layer]
  void need(const Plan& plan, Weights& needed) const;

  Cell& cell_;
  Weights there_;
  double bytes_ = 0;  ///< that were handed out
};

}  // namespace modnn
