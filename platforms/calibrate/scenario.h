#pragma once

#include <string>

#include "platforms/phy.h"

namespace modnn {

/// Who sends in a packet-level run.
enum class Direction {
  up,    ///< every station sends to the group owner
  down,  ///< the group owner sends to every station
  both   ///< both at once: two flows per station
};
inline std::string direction_name(Direction direction) {
  switch (direction) {
    case Direction::up:
      return "up";
    case Direction::down:
      return "down";
    case Direction::both:
      return "both";
  }
  return "";
}

/// `stations` associated stations around one access point; each flow carries `bytes` over a TCP
/// connection of its own, and all flows start at once.
struct Scenario {
  Phy phy;
  int stations = 1;
  Direction direction = Direction::up;
  double bytes = 0;
  unsigned run = 1;  ///< ns-3's RngRun
};

/// Plays the scenario in ns-3 and returns the seconds from the start of the flows to the arrival of
/// the last byte. One call per process, as ns-3's state is global. Throws std::runtime_error when
/// the flows do not end within `limit_s` simulated seconds.
double completion_seconds(const Scenario& scenario, double limit_s = 600);

}  // namespace modnn
