#pragma once

#include <cstdint>

#include "sim/world/noise.h"

namespace modnn {

enum class Transfers {
  serial,  ///< one message at a time in the whole cell (the paper's non-parallel delivery), first
           ///< come, first served
  concurrent  ///< messages share the air
};
enum class WakeupPolicy {
  none,
  per_message,   ///< every message finds both radios asleep
  state_machine  ///< radios fall asleep when they are idle, see sim/world/radio.h
};

enum class Sync {
  none,  ///< everybody goes on as soon as it has what it needs
  layer  ///< lock-step: nobody begins with messages of a layer, or what comes after them, before
         ///< all earlier tasks and messages have ended
};

enum class Fidelity {
  fluid,  ///< rates, shares of the air, and what Medium says
  ns3     ///< packets, by SimGrid's ns-3 backend: for serial transfers
};

/// Who computes which of a plan's tiles.
enum class Tiles {
  planned,       ///< as the plan says: dealt out beforehand
  stolen,        ///< an image's source all, but what others steal that have nothing to do
  stolen_reused  ///< the same, and what tiles have in common is computed once, and kept by the
                 ///< owner
};

/// A message may be lost at random when it has crossed the air; the sender waits and sends again.
struct Loss {
  double probability = 0;
  double retransmission_timeout_s = 0.2;
};

struct SimulationOptions {
  Transfers transfers = Transfers::serial;
  WakeupPolicy wakeup = WakeupPolicy::per_message;
  Fidelity fidelity = Fidelity::fluid;
  NoiseSpec noise{};
  std::uint64_t seed = 1;  ///< of the noise
  bool timeline = false;   ///< record Report::timeline
  Sync sync = Sync::none;
  Tiles tiles = Tiles::planned;
  Loss loss{};
};

}  // namespace modnn
