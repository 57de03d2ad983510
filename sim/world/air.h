#pragma once

#include <functional>
#include <simgrid/s4u.hpp>

#include "sim/critical_path.h"
#include "sim/ledger.h"
#include "sim/simulate.h"
#include "sim/world/world.h"

namespace modnn {

/// Sends messages over the shared channel: wake-up of the sender, wake-up of the receiver, message
/// overhead, transfer. Writes the ledger and the critical path.
class Air {
 public:
  Air(const World& world, const Cluster& cluster, const SimulationOptions& options, Ledger& ledger,
      CriticalPath& path);

  /// Blocks the calling actor until the message has arrived. `mark` is what made the message ready
  /// now; returns what made it arrive.
  CriticalPath::Mark transfer(const Message& message, LayerId layer, CriticalPath::Mark mark);

 private:
  void wake(DeviceId device, double seconds);
  void occupy(const Message& message, const std::function<void()>& wait);

  const World& world_;
  const Cluster& cluster_;
  SimulationOptions options_;
  Ledger& ledger_;
  CriticalPath& path_;
  simgrid::s4u::MutexPtr turn_;  ///< serial transfers: who may send
  CriticalPath::Mark last_arrival_ =
      CriticalPath::start;  ///< serial transfers: what ended the turn before
};

}  // namespace modnn
