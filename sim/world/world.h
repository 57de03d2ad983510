#pragma once

#include <memory>
#include <simgrid/s4u.hpp>
#include <vector>

#include "platforms/cluster.h"

namespace modnn {

/// The SimGrid platform of one cell: a Wi-Fi zone with the stations, whose access point is a
/// router, and the group owner in a zone of its own behind that router on a wire that costs
/// nothing. With the group owner as the access-point host itself SimGrid would use its rate instead
/// of the station's for every flow towards a station.
class World {
 public:
  explicit World(const Cluster& cluster);

  simgrid::s4u::Engine& engine() { return *engine_; }
  simgrid::s4u::Host* host(int member) const { return hosts_[static_cast<std::size_t>(member)]; }
  /// The shared channel; null when the cell has no stations.
  simgrid::s4u::Link* air() const { return air_; }

 private:
  std::unique_ptr<simgrid::s4u::Engine> engine_;
  std::vector<simgrid::s4u::Host*> hosts_;  ///< [member]; speed = conv MAC/s x speed factor
  simgrid::s4u::Link* air_ = nullptr;
};

/// The SimGrid settings that make `goodput_bps` mean goodput: recorded in every result row.
std::vector<std::string> simgrid_settings();

}  // namespace modnn
