#include "sim/world/simgrid_api.h"

#include <simgrid/version.h>

namespace modnn::simgrid_api {

#if SIMGRID_VERSION >= 40000

Zone* root_full_zone(sg::Engine& engine, const std::string& name) {
  return engine.get_netzone_root()->add_netzone_full(name);
}
Zone* root_wifi_zone(sg::Engine& engine, const std::string& name) {
  return engine.get_netzone_root()->add_netzone_wifi(name);
}

Zone* add_full_zone(Zone* parent, const std::string& name) {
  return parent->add_netzone_full(name);
}
Zone* add_star_zone(Zone* parent, const std::string& name) {
  return parent->add_netzone_star(name);
}
Zone* add_wifi_zone(Zone* parent, const std::string& name) {
  return parent->add_netzone_wifi(name);
}

sg::Host* add_host(Zone* zone, const std::string& name, double speed) {
  return zone->add_host(name, speed);
}
NetPoint* add_router(Zone* zone, const std::string& name) { return zone->add_router(name); }
sg::Link* add_link(Zone* zone, const std::string& name, double bytes_per_s) {
  return zone->add_link(name, bytes_per_s);
}
sg::Link* add_air(Zone* zone, const std::string& name, const std::vector<double>& bytes_per_s) {
  return zone->add_link(name, bytes_per_s);
}
sg::SplitDuplexLink* add_split_duplex_link(Zone* zone, const std::string& name,
                                           double bytes_per_s) {
  return zone->add_split_duplex_link(name, bytes_per_s);
}

void add_star_route(Zone* star, sg::Host* host, const sg::LinkInRoute& link) {
  star->add_route(host, nullptr, {link});
}
NetPoint* add_star_gateway(Zone* star, const std::string& name, const sg::LinkInRoute& link) {
  sg::Host* gateway = star->add_host(name, 1.0);
  add_star_route(star, gateway, link);
  return gateway->get_netpoint();
}

Place closed(Zone* zone, NetPoint* gateway) {
  zone->set_gateway(gateway);
  zone->seal();
  return {zone, gateway};
}

void connect_all(Zone* parent, const std::vector<Place>& places, const sg::Link* link) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    for (std::size_t j = i + 1; j < places.size(); ++j) {
      parent->add_route(places[i].zone, places[j].zone, {sg::LinkInRoute(link)});
    }
  }
}

sg::ActorPtr add_actor(const std::string& name, sg::Host* host, const std::function<void()>& code) {
  return sg::Engine::add_actor(name, host, code);
}

#else

namespace {

Zone* below(Zone* parent, Zone* zone) { return zone->set_parent(parent); }

}  // namespace

Zone* root_full_zone(sg::Engine&, const std::string& name) { return sg::create_full_zone(name); }
Zone* root_wifi_zone(sg::Engine&, const std::string& name) { return sg::create_wifi_zone(name); }

Zone* add_full_zone(Zone* parent, const std::string& name) {
  return below(parent, sg::create_full_zone(name));
}
Zone* add_star_zone(Zone* parent, const std::string& name) {
  return below(parent, sg::create_star_zone(name));
}
Zone* add_wifi_zone(Zone* parent, const std::string& name) {
  return below(parent, sg::create_wifi_zone(name));
}

sg::Host* add_host(Zone* zone, const std::string& name, double speed) {
  return zone->create_host(name, speed);
}
NetPoint* add_router(Zone* zone, const std::string& name) { return zone->create_router(name); }
sg::Link* add_link(Zone* zone, const std::string& name, double bytes_per_s) {
  return zone->create_link(name, bytes_per_s);
}
sg::Link* add_air(Zone* zone, const std::string& name, const std::vector<double>& bytes_per_s) {
  return zone->create_link(name, bytes_per_s);
}
sg::SplitDuplexLink* add_split_duplex_link(Zone* zone, const std::string& name,
                                           double bytes_per_s) {
  return zone->create_split_duplex_link(name, bytes_per_s);
}

void add_star_route(Zone* star, sg::Host* host, const sg::LinkInRoute& link) {
  star->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, {link});
}
NetPoint* add_star_gateway(Zone* star, const std::string& name, const sg::LinkInRoute& link) {
  NetPoint* gateway = star->create_router(name);
  star->add_route(gateway, nullptr, nullptr, nullptr, {link});
  return gateway;
}

Place closed(Zone* zone, NetPoint* gateway) {
  zone->seal();
  return {zone, gateway};
}

void connect_all(Zone* parent, const std::vector<Place>& places, const sg::Link* link) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    for (std::size_t j = i + 1; j < places.size(); ++j) {
      parent->add_route(places[i].zone->get_netpoint(), places[j].zone->get_netpoint(),
                        places[i].gateway, places[j].gateway, {sg::LinkInRoute(link)});
    }
  }
}

sg::ActorPtr add_actor(const std::string& name, sg::Host* host, const std::function<void()>& code) {
  return sg::Actor::create(name, host, code);
}

#endif

}  // namespace modnn::simgrid_api
