#pragma once

#include <functional>
#include <list>
#include <simgrid/s4u.hpp>
#include <vector>

#include "sim/account/critical_path.h"
#include "sim/account/ledger.h"
#include "sim/account/subject.h"
#include "sim/world/contention.h"
#include "sim/world/held_messages.h"
#include "sim/world/options.h"
#include "sim/world/radio.h"
#include "sim/world/world.h"

namespace modnn {

/// What made a message ready, and when.
struct Readiness {
  CriticalPath::Mark mark = CriticalPath::start;
  double ready_s = 0;
};

/// The end of one message.
struct Arrival {
  CriticalPath::Mark mark = CriticalPath::start;  ///< what made it arrive
  double wakeup_s = 0;                            ///< how long it waited for both radios
  double begin_s = 0;                             ///< when its turn came
  double awake_s = 0;                             ///< when both radios were awake
  bool is_cut = false;                            ///< an end left meanwhile: it did not arrive
};

/// Blocks the calling actor as long as `wait` does; others may transfer meanwhile. Returns whether
/// the caller then had to wait for its turn.
using StandAside = std::function<bool(const std::function<void()>& wait)>;

/// Sends messages over the shared channel: wake-up of the sender, what a sleeping receiver's beacon
/// takes to come (others have the air meanwhile), wake-up of the receiver, then the message
/// overhead and the bytes, which both occupy the air. Writes the ledger and the critical path.
class Air {
 public:
  Air(const World& world, const Cluster& cluster, const SimulationOptions& options, Ledger& ledger,
      CriticalPath& path, StandAside stand_aside);

  /// Blocks the calling actor until the message has arrived; `factor` multiplies its time on the
  /// air. Of serial transfers the caller begins one after the other.
  Arrival transfer(const Message& message, Subject layer, const Readiness& readiness,
                   double factor);

  /// The device is gone: what it sends or receives now ends.
  void cut(DeviceId device);

  /// Until now: how long something was on the air.
  double busy_seconds() const { return busy_s_; }

 private:
  /// A message that has no turn on the air yet.
  struct Waiting {
    CriticalPath::Mark mark = CriticalPath::start;  ///< what lies before `since_s`
    double since_s = 0;
    double wakeup_s = 0;
  };
  double wake(const Message& message, DeviceId device, Subject layer, bool expected = false);
  double wake_delay(const Message& message, DeviceId device, bool expected);
  bool wait_for_beacon(const Message& message, Subject layer, Waiting& waiting);
  bool send(const Message& message, double factor);
  bool uses_radio(const Message& message, DeviceId device) const;
  void occupy(const Message& message, Subject layer, const std::function<void()>& wait);

  const World& world_;
  const Cluster& cluster_;
  SimulationOptions options_;
  Ledger& ledger_;
  CriticalPath& path_;
  Contention contention_;
  std::vector<RadioState> radios_;  ///< [device]
  HeldMessages held_;
  StandAside stand_aside_;
  struct Transmission {
    const Message* message;
    simgrid::s4u::CommPtr comm;
    bool is_cut = false;
  };
  std::list<Transmission> transmissions_;
  int on_air_ = 0;  ///< messages
  double on_air_since_s_ = 0;
  double busy_s_ = 0;
  CriticalPath::Mark last_turn_ =
      CriticalPath::start;  ///< serial transfers: what ended the turn before
};

}  // namespace modnn
