#include <map>

#include "sim/world/world.h"

namespace modnn {
namespace {

namespace sg = simgrid::s4u;

constexpr double bits_per_byte = 8;
constexpr double wire_bytes_per_s = 1e15;  ///< never the bottleneck, for all flows together

/// Not FATPIPE, although it never is the bottleneck: of such links SimGrid 3.32 looks at every flow
/// again for each flow, a quadratic effort when a thousand phones send at once.
sg::Link* make_wire(sg::NetZone* zone, const std::string& name) {
  return zone->create_link(name, wire_bytes_per_s)->set_latency(0)->seal();
}

/// A part of the platform, and where it is reached.
struct Place {
  sg::NetZone* zone;
  simgrid::kernel::routing::NetPoint* gateway;
};

/// The worker groups behind uplinks: each a star whose hosts reach its gateway over the group's
/// link, and one another over a wire.
class WiredGroups {
 public:
  struct Group {
    sg::NetZone* zone = nullptr;
    simgrid::kernel::routing::NetPoint* gateway = nullptr;
    sg::Link* wire = nullptr;
  };

  explicit WiredGroups(sg::NetZone* root) : root_(root) {}

  Group& of(const Uplink& uplink) {
    const auto [found, added] = groups_.try_emplace(uplink.group);
    Group& group = found->second;
    if (!added) return group;
    const std::string name = "uplink" + std::to_string(uplink.group);
    group.zone = sg::create_star_zone(name + "_zone");
    group.zone->set_parent(root_);
    group.gateway = group.zone->create_router(name + "_gateway");
    group.wire = make_wire(group.zone, name + "_wire");
    auto* link = group.zone->create_split_duplex_link(name, uplink.bandwidth_bps / bits_per_byte);
    link->set_latency(uplink.latency_s);
    link->seal();
    group.zone->add_route(group.gateway, nullptr, nullptr, nullptr,
                          {sg::LinkInRoute(link, sg::LinkInRoute::Direction::UP)}, true);
    return group;
  }
  const std::map<int, Group>& groups() const { return groups_; }

 private:
  sg::NetZone* root_;
  std::map<int, Group> groups_;
};

}  // namespace

void World::build_fluid(const Cluster& cluster) {
  auto* root = sg::create_full_zone("root");
  auto* home = sg::create_full_zone("home");
  home->set_parent(root);
  hosts_.push_back(add_host(home, cluster.member(0)));
  home->seal();
  auto* wire = make_wire(root, "wire");

  sg::NetZone* cell = nullptr;
  simgrid::kernel::routing::NetPoint* access_point = nullptr;
  std::map<double, int> level_of_rate;
  WiredGroups wired(root);
  for (int id = 1; id < cluster.size(); ++id) {
    const Member& worker = cluster.member(id);
    if (worker.uplink) {
      auto& group = wired.of(*worker.uplink);
      hosts_.push_back(add_host(group.zone, worker));
      group.zone->add_route(host(id)->get_netpoint(), nullptr, nullptr, nullptr,
                            {sg::LinkInRoute(group.wire)}, true);
      continue;
    }
    if (cell == nullptr) {
      cell = sg::create_wifi_zone("cell");
      cell->set_parent(root);
      access_point = cell->create_router("access_point");
      cell->set_property("access_point", "access_point");
    }
    hosts_.push_back(add_host(cell, worker));
    level_of_rate.emplace(worker.rate_bps, 0);
  }

  std::vector<Place> places{{home, host(0)->get_netpoint()}};
  if (cell != nullptr) {
    std::vector<double> rates;
    for (auto& [rate, level] : level_of_rate) {
      level = static_cast<int>(rates.size());
      rates.push_back(rate / bits_per_byte);
    }
    air_ = cell->create_link("air", rates);
    air_->seal();
    cell->seal();
    for (int id = 1; id < cluster.size(); ++id) {
      if (!cluster.is_station(id)) continue;
      air_->set_host_wifi_rate(host(id), level_of_rate.at(cluster.member(id).rate_bps));
    }
    places.push_back({cell, access_point});
  }
  for (const auto& [index, group] : wired.groups()) {
    group.zone->seal();
    places.push_back({group.zone, group.gateway});
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    for (std::size_t j = i + 1; j < places.size(); ++j) {
      root->add_route(places[i].zone->get_netpoint(), places[j].zone->get_netpoint(),
                      places[i].gateway, places[j].gateway, {sg::LinkInRoute(wire)}, true);
    }
  }
  root->seal();
}

}  // namespace modnn
