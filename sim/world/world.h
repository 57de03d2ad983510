#pragma once

#include <map>
#include <memory>
#include <simgrid/s4u.hpp>
#include <string>
#include <vector>

#include "platforms/cluster.h"
#include "sim/world/options.h"

namespace modnn {

/// The SimGrid platform of one cell.
///
/// Fluid: a Wi-Fi zone with the stations, whose access point is a router, and the group owner,
/// unless it is a station, in a zone of its own behind that router on a wire that costs nothing.
/// With the group owner as the access-point host itself SimGrid would use its rate instead of the
/// station's for every flow towards a station. Worker groups with an uplink are zones of their own
/// behind that link.
///
/// Packet level (ns-3): the group owner is the access-point host, and the stations need some
/// seconds to join the cell.
///
/// A process may build one world after the other, although SimGrid's clock goes on: see start_s().
class World {
 public:
  /// Throws std::runtime_error when the medium or the platform cannot be simulated at this
  /// fidelity, and FreshProcessNeeded.
  /// `other_rates_bps`: what set_rate() will be called with.
  World(const Cluster& cluster, Fidelity fidelity, const std::vector<double>& other_rates_bps = {});
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  simgrid::s4u::Engine& engine() { return *engine_; }
  simgrid::s4u::Host* host(int member) const { return hosts_[static_cast<std::size_t>(member)]; }
  /// Of what a station sends and receives from now on.
  void set_rate(int member, double rate_bps);
  /// The shared channel; null when the cell has no stations, and at packet level.
  simgrid::s4u::Link* air() const { return air_; }
  /// Where SimGrid's clock stands when the cell is ready: the origin of all times. Between 2^16 and
  /// 2^17 s the doubles are the multiples of 2^-36 s (15 ps), so that on a start at a whole second
  /// every event is rounded to the same instant after it, whichever second that is.
  double start_s() const { return start_s_; }
  /// Simulated seconds since the start.
  double now() const { return simgrid::s4u::Engine::get_clock() - start_s_; }
  /// To be called after the last event. Throws FreshProcessNeeded when the clock has left the range
  /// in which times do not depend on the start.
  void check_clock() const;

 private:
  using Zone = simgrid::s4u::NetZone;
  simgrid::s4u::Host* add_host(Zone* zone, const Member& member);
  void build_fluid(const Cluster& cluster, const std::vector<double>& other_rates_bps);
  void build_packet_level(const Cluster& cluster);

  bool first_;      ///< of its process
  double start_s_;  ///< before the engine, which may be built only when this process is fit for it
  std::unique_ptr<simgrid::s4u::Engine> engine_;
  std::vector<simgrid::s4u::Host*> hosts_;  ///< [member]; speed = conv MAC/s x speed factor
  simgrid::s4u::Link* air_ = nullptr;
  std::map<double, int> level_of_rate_;  ///< of the air, in bit/s
};

}  // namespace modnn
