#pragma once

#include <map>
#include <simgrid/s4u.hpp>
#include <vector>

#include "platforms/cluster.h"
#include "sim/world/world.h"

namespace modnn {

/// The messages that the access point holds for stations in power save. Beacons are common to the
/// cell: after each the access point hands out all that it holds for those who listen to it, in the
/// order in which it came.
class HeldMessages {
 public:
  explicit HeldMessages(const World& world) : world_(world) {}

  /// Blocks the calling actor until the station has heard the beacon at `beacon_s`, or sends.
  void hold(DeviceId station, double beacon_s);
  /// The station sends: it is awake, so that what is held for it need not wait for a beacon.
  void hand_out(DeviceId station);

 private:
  struct Held {
    DeviceId station;
    simgrid::s4u::SemaphorePtr handed_out;
  };
  void beacon(double at);

  const World& world_;
  std::map<double, std::vector<Held>> by_beacon_;
};

}  // namespace modnn
