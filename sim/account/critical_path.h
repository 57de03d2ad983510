#pragma once

#include <vector>

#include "models/network/network.h"

namespace modnn {

/// Where the time of a chain of events goes.
struct Breakdown {
  double compute_s = 0;
  double page_in_s = 0;
  double wakeup_s = 0;
  double transmission_s = 0;

  double total() const { return compute_s + page_in_s + wakeup_s + transmission_s; }
};

/// The longest chain of causes behind every event. An event carries a mark: the last step of the
/// chain that made it happen when it happened. Whoever waits for several events goes on with the
/// mark of the last one, so that the steps behind a mark always sum to the simulated time.
class CriticalPath {
 public:
  using Mark = int;
  static constexpr Mark start = -1;

  enum class Kind { compute, page_in, wakeup, transmission };

  /// Of a stream of images it is not kept: it would grow with their number, and the chain behind
  /// the last answer leads back through images that have nothing to do with it. Then all marks are
  /// `start`.
  explicit CriticalPath(bool is_kept = true) : is_kept_(is_kept) {}

  /// Adds a step of `seconds` for `layer` behind `mark` and returns the new mark.
  Mark extend(Mark mark, Kind kind, LayerId layer, double seconds);

  /// The steps behind `mark`, summed per layer (index: LayerId; `layers` entries).
  std::vector<Breakdown> by_layer(Mark mark, std::size_t layers) const;

 private:
  struct Step {
    Mark previous;
    Kind kind;
    LayerId layer;
    double seconds;
  };
  bool is_kept_;
  std::vector<Step> steps_;
};

}  // namespace modnn
