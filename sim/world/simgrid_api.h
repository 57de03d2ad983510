#pragma once

#include <functional>
#include <simgrid/s4u.hpp>
#include <string>
#include <vector>

/// What SimGrid 3.32 (Debian 12) and 4.0 (Debian 13) call by different names. Everything else of
/// SimGrid that the simulator uses is the same in both.
///
/// Platforms are built from the root downwards, as 4.0 wants it: there a zone without a parent has
/// no models for its hosts.
namespace modnn::simgrid_api {

namespace sg = simgrid::s4u;
using Zone = sg::NetZone;
using NetPoint = simgrid::kernel::routing::NetPoint;

/// The outermost zone of a platform; of an engine either of them, once.
Zone* root_full_zone(sg::Engine& engine, const std::string& name);
Zone* root_wifi_zone(sg::Engine& engine, const std::string& name);

Zone* add_full_zone(Zone* parent, const std::string& name);
Zone* add_star_zone(Zone* parent, const std::string& name);
Zone* add_wifi_zone(Zone* parent, const std::string& name);

sg::Host* add_host(Zone* zone, const std::string& name, double speed);
NetPoint* add_router(Zone* zone, const std::string& name);
sg::Link* add_link(Zone* zone, const std::string& name, double bytes_per_s);
/// The air of a Wi-Fi zone, with a bandwidth for each level of set_host_wifi_rate().
sg::Link* add_air(Zone* zone, const std::string& name, const std::vector<double>& bytes_per_s);
sg::SplitDuplexLink* add_split_duplex_link(Zone* zone, const std::string& name, double bytes_per_s);

/// In a star: the way between a host and everything else.
void add_star_route(Zone* star, sg::Host* host, const sg::LinkInRoute& link);
/// Where a star is entered, behind `link`. In 4.0 a host, since a star's routes begin at hosts.
NetPoint* add_star_gateway(Zone* star, const std::string& name, const sg::LinkInRoute& link);

/// A zone, and where it is entered.
struct Place {
  Zone* zone;
  NetPoint* gateway;
};

/// Closes a zone that is entered at `gateway`; nothing can be added to it afterwards.
Place closed(Zone* zone, NetPoint* gateway);

/// A link between every two of the places, which are zones in `parent`.
void connect_all(Zone* parent, const std::vector<Place>& places, const sg::Link* link);

sg::ActorPtr add_actor(const std::string& name, sg::Host* host, const std::function<void()>& code);

}  // namespace modnn::simgrid_api
