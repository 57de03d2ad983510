#include "sim/world/world.h"

#include <algorithm>
#include <map>
#include <xbt/log.h>

namespace modnn {
namespace {

namespace sg = simgrid::s4u;

constexpr double bits_per_byte = 8;
constexpr double wire_bytes_per_s = 1e15;  ///< never the bottleneck

double host_speed(const Member& member) {
  return member.device.conv_macs_per_s * member.speed_factor;
}

#if defined(__SANITIZE_ADDRESS__)
constexpr bool needs_threads = true;  // AddressSanitizer cannot follow SimGrid's hand-made stacks
#else
constexpr bool needs_threads = false;
#endif

std::unique_ptr<sg::Engine> make_engine() {
  xbt_log_control_set("xbt_cfg.thresh:warning");
  int argc = 1;
  char name[] = "modnn";
  char* argv[] = {name, nullptr};
  auto engine = std::make_unique<sg::Engine>(&argc, argv);
  for (const std::string& setting : simgrid_settings()) sg::Engine::set_config(setting);
  if (needs_threads) sg::Engine::set_config("contexts/factory:thread");
  return engine;
}

}  // namespace

std::vector<std::string> simgrid_settings() {
  return {"network/model:CM02", "network/crosstraffic:0"};
}

World::World(const Cluster& cluster) : engine_(make_engine()) {
  auto* root = sg::create_full_zone("root");
  auto* home = sg::create_full_zone("home");
  home->set_parent(root);
  hosts_.push_back(home->create_host("group_owner", host_speed(cluster.member(0)))->seal());
  home->seal();

  if (cluster.workers() > 0) {
    auto* cell = sg::create_wifi_zone("cell");
    cell->set_parent(root);
    auto* access_point = cell->create_router("access_point");
    cell->set_property("access_point", "access_point");
    std::map<double, int> level_of_rate;
    for (int id = 1; id < cluster.size(); ++id) {
      const Member& worker = cluster.member(id);
      hosts_.push_back(cell->create_host(worker.name, host_speed(worker))->seal());
      level_of_rate.emplace(worker.rate_bps, 0);
    }
    std::vector<double> rates;
    for (auto& [rate, level] : level_of_rate) {
      level = static_cast<int>(rates.size());
      rates.push_back(rate / bits_per_byte);
    }
    air_ = cell->create_link("air", rates);
    air_->seal();
    cell->seal();
    for (int id = 1; id < cluster.size(); ++id) {
      air_->set_host_wifi_rate(host(id), level_of_rate.at(cluster.member(id).rate_bps));
    }
    auto* wire = root->create_link("wire", wire_bytes_per_s)
                     ->set_latency(0)
                     ->set_sharing_policy(sg::Link::SharingPolicy::FATPIPE)
                     ->seal();
    root->add_route(home->get_netpoint(), cell->get_netpoint(), host(0)->get_netpoint(),
                    access_point, {sg::LinkInRoute(wire)}, true);
  }
  root->seal();
}

}  // namespace modnn
