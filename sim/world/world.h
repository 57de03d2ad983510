#pragma once

#include <memory>
#include <simgrid/s4u.hpp>
#include <string>
#include <vector>

#include "platforms/cluster.h"
#include "sim/simulate.h"

namespace modnn {

/// The SimGrid platform of one cell.
///
/// Fluid: a Wi-Fi zone with the stations, whose access point is a router, and the group owner in a
/// zone of its own behind that router on a wire that costs nothing. With the group owner as the
/// access-point host itself SimGrid would use its rate instead of the station's for every flow
/// towards a station. Worker groups with an uplink are zones of their own behind that link.
///
/// Packet level (ns-3): the group owner is the access-point host, and the stations need some
/// seconds to join the cell.
class World {
 public:
  /// Throws std::runtime_error when the medium or the platform cannot be simulated at this
  /// fidelity.
  World(const Cluster& cluster, Fidelity fidelity);

  simgrid::s4u::Engine& engine() { return *engine_; }
  simgrid::s4u::Host* host(int member) const { return hosts_[static_cast<std::size_t>(member)]; }
  /// The shared channel; null when the cell has no stations, and at packet level.
  simgrid::s4u::Link* air() const { return air_; }
  /// Simulated second at which the cell is ready: the origin of all times.
  double start_s() const { return start_s_; }

 private:
  using Zone = simgrid::s4u::NetZone;
  simgrid::s4u::Host* add_host(Zone* zone, const Member& member);
  void build_fluid(const Cluster& cluster);
  void build_packet_level(const Cluster& cluster);

  std::unique_ptr<simgrid::s4u::Engine> engine_;
  std::vector<simgrid::s4u::Host*> hosts_;  ///< [member]; speed = conv MAC/s x speed factor
  simgrid::s4u::Link* air_ = nullptr;
  double start_s_ = 0;
};

/// The SimGrid settings that make `goodput_bps` mean goodput: recorded in every result row.
std::vector<std::string> simgrid_settings(Fidelity fidelity);

}  // namespace modnn
