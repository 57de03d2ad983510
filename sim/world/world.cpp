#include "sim/world/world.h"

#include <fmt/format.h>
#include <simgrid/kernel/ProfileBuilder.hpp>
#include <xbt/log.h>

namespace modnn {
namespace {

namespace sg = simgrid::s4u;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool needs_threads = true;  // AddressSanitizer cannot follow SimGrid's hand-made stacks
#else
constexpr bool needs_threads = false;
#endif

std::unique_ptr<sg::Engine> make_engine(Fidelity fidelity) {
  xbt_log_control_set("xbt_cfg.thresh:warning");
  int argc = 1;
  char name[] = "modnn";
  char* argv[] = {name, nullptr};
  auto engine = std::make_unique<sg::Engine>(&argc, argv);
  for (const std::string& setting : simgrid_settings(fidelity)) sg::Engine::set_config(setting);
  if (needs_threads) sg::Engine::set_config("contexts/factory:thread");
  return engine;
}

}  // namespace

std::vector<std::string> simgrid_settings(Fidelity fidelity) {
  if (fidelity == Fidelity::ns3) return {"network/model:ns-3"};
  // Without the window limit an uplink's bandwidth_bps means goodput at any latency.
  return {"network/model:CM02", "network/crosstraffic:0", "network/TCP-gamma:1e18"};
}

World::World(const Cluster& cluster, Fidelity fidelity) : engine_(make_engine(fidelity)) {
  if (fidelity == Fidelity::fluid) {
    build_fluid(cluster);
  } else {
    build_packet_level(cluster);
  }
}

sg::Host* World::add_host(Zone* zone, const Member& member) {
  sg::Host* host =
      zone->create_host(member.name, member.device.conv_macs_per_s * member.speed_factor);
  if (!member.speed_profile.empty()) {
    std::string steps;
    for (const SpeedStep& step : member.speed_profile) {
      steps += fmt::format("{} {}\n", step.from_s, step.speed_factor);
    }
    constexpr double once = -1;
    host->set_speed_profile(
        simgrid::kernel::profile::ProfileBuilder::from_string(member.name + "_speed", steps, once));
  }
  // For SimGrid's host-energy plugin, where it is on: idle and computing.
  host->set_property("wattage_per_state", fmt::format("{0}:{1}:{1}", member.device.power.idle_w,
                                                      member.device.power.compute_w));
  return host->seal();
}

}  // namespace modnn
