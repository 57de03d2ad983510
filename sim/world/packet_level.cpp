#include <stdexcept>

#include "sim/world/world.h"

namespace modnn {
namespace {

namespace sg = simgrid::s4u;

/// By then every station has joined the cell.
constexpr double associated_s = 5;

}  // namespace

void World::build_packet_level(const Cluster& cluster) {
  if (!cluster.medium.phy) {
    throw std::runtime_error("medium " + cluster.medium.name +
                             " has no \"phy\", which packet-level simulation needs");
  }
  const Phy& phy = *cluster.medium.phy;
  if (phy.channel_mhz != 20) {
    throw std::runtime_error("SimGrid's ns-3 cells have 20 MHz channels, not " +
                             std::to_string(phy.channel_mhz));
  }
  auto* cell = sg::create_wifi_zone("cell");
  cell->set_property("access_point", cluster.member(0).name);
  cell->set_property("mcs", std::to_string(phy.mcs));
  cell->set_property("nss", std::to_string(phy.streams));
  for (int id = 0; id < cluster.size(); ++id) {
    const Member& member = cluster.member(id);
    if (member.uplink) throw std::runtime_error("uplinks need the fluid medium");
    hosts_.push_back(add_host(cell, member));
    hosts_.back()->set_property("wifi_distance", id == 0 ? "0" : std::to_string(phy.distance_m));
  }
  cell->seal();
  start_s_ = associated_s;
}

}  // namespace modnn
