#include <map>

#include "sim/world/simgrid_api.h"
#include "sim/world/world.h"

namespace modnn {
namespace {

namespace sg = simgrid::s4u;
namespace api = simgrid_api;

constexpr double bits_per_byte = 8;
constexpr double wire_bytes_per_s = 1e15;  ///< never the bottleneck, for all flows together

/// Not FATPIPE, although it never is the bottleneck: of such links SimGrid 3.32 looks at every flow
/// again for each flow, a quadratic effort when a thousand phones send at once.
sg::Link* make_wire(api::Zone* zone, const std::string& name) {
  return api::add_link(zone, name, wire_bytes_per_s)->set_latency(0)->seal();
}

/// The worker groups behind uplinks: each a star whose hosts reach its gateway over the group's
/// link, and one another over a wire.
class WiredGroups {
 public:
  struct Group {
    api::Zone* zone = nullptr;
    api::NetPoint* gateway = nullptr;
    sg::Link* wire = nullptr;
  };

  explicit WiredGroups(api::Zone* root) : root_(root) {}

  Group& of(const Uplink& uplink) {
    const auto [found, added] = groups_.try_emplace(uplink.group);
    Group& group = found->second;
    if (!added) return group;
    const std::string name = "uplink" + std::to_string(uplink.group);
    group.zone = api::add_star_zone(root_, name + "_zone");
    group.wire = make_wire(group.zone, name + "_wire");
    auto* link = api::add_split_duplex_link(group.zone, name, uplink.bandwidth_bps / bits_per_byte);
    link->set_latency(uplink.latency_s);
    link->seal();
    group.gateway = api::add_star_gateway(group.zone, name + "_gateway",
                                          sg::LinkInRoute(link, sg::LinkInRoute::Direction::UP));
    return group;
  }
  const std::map<int, Group>& groups() const { return groups_; }

 private:
  api::Zone* root_;
  std::map<int, Group> groups_;
};

}  // namespace

void World::build_fluid(const Cluster& cluster, const std::vector<double>& other_rates_bps) {
  auto* root = api::root_full_zone(engine(), "root");
  api::Zone* home = nullptr;
  if (!cluster.is_station(0)) {
    home = api::add_full_zone(root, "home");
    hosts_.push_back(add_host(home, cluster.member(0)));
  }
  auto* wire = make_wire(root, "wire");

  api::Zone* cell = nullptr;
  api::NetPoint* access_point = nullptr;
  WiredGroups wired(root);
  for (int id = home == nullptr ? 0 : 1; id < cluster.size(); ++id) {
    const Member& member = cluster.member(id);
    if (member.uplink) {
      auto& group = wired.of(*member.uplink);
      hosts_.push_back(add_host(group.zone, member));
      api::add_star_route(group.zone, host(id), sg::LinkInRoute(group.wire));
      continue;
    }
    if (cell == nullptr) {
      cell = api::add_wifi_zone(root, "cell");
      access_point = api::add_router(cell, "access_point");
      cell->set_property("access_point", "access_point");
    }
    hosts_.push_back(add_host(cell, member));
    level_of_rate_.emplace(member.rate_bps, 0);
  }

  std::vector<api::Place> places;
  if (home != nullptr) places.push_back(api::closed(home, host(0)->get_netpoint()));
  if (cell != nullptr) {
    for (const double rate : other_rates_bps) level_of_rate_.emplace(rate, 0);
    std::vector<double> rates;
    for (auto& [rate, level] : level_of_rate_) {
      level = static_cast<int>(rates.size());
      rates.push_back(rate / bits_per_byte);
    }
    air_ = api::add_air(cell, "air", rates);
    air_->seal();
    places.push_back(api::closed(cell, access_point));
    for (int id = 0; id < cluster.size(); ++id) {
      if (!cluster.is_station(id)) continue;
      air_->set_host_wifi_rate(host(id), level_of_rate_.at(cluster.member(id).rate_bps));
    }
  }
  for (const auto& [index, group] : wired.groups()) {
    places.push_back(api::closed(group.zone, group.gateway));
  }
  api::connect_all(root, places, wire);
  root->seal();
}

}  // namespace modnn
