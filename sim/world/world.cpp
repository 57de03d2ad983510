#include "sim/world/world.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <simgrid/kernel/ProfileBuilder.hpp>
#include <xbt/log.h>

#include "process/fresh_process.h"
#include "sim/world/provenance.h"
#include "sim/world/simgrid_api.h"

namespace modnn {
namespace {

namespace sg = simgrid::s4u;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool needs_threads = true;  // AddressSanitizer cannot follow SimGrid's hand-made stacks
#else
constexpr bool needs_threads = false;
#endif

/// By then every station has joined the cell.
constexpr double associated_s = 5;

constexpr double grid_begin_s = 65536;  ///< the doubles from here on are 15 ps apart
constexpr double grid_end_s = 2 * grid_begin_s;
/// Later starts are not tried: most simulations would leave the grid.
constexpr double last_start_s = grid_end_s - 10000;

/// True once SimGrid keeps something of a world that would show in a later one: ns-3's own clock
/// and streams of random numbers, speed changes that are still to come.
bool spoilt = false;
bool used = false;

double next_start(Fidelity fidelity) {
  const double clock = used ? sg::Engine::get_clock() : 0;
  if (used && (spoilt || fidelity == Fidelity::ns3 || clock > last_start_s)) {
    throw FreshProcessNeeded();
  }
  return fidelity == Fidelity::ns3 ? associated_s : std::max(std::ceil(clock), grid_begin_s);
}

std::unique_ptr<sg::Engine> make_engine(Fidelity fidelity) {
  xbt_log_control_set("xbt_cfg.thresh:warning");
  int argc = 1;
  char name[] = "modnn";
  char* argv[] = {name, nullptr};
  auto engine = std::make_unique<sg::Engine>(&argc, argv);
  if (!used) {  // SimGrid refuses to be told again
    for (const std::string& setting : simgrid_settings(fidelity)) sg::Engine::set_config(setting);
    if (needs_threads) sg::Engine::set_config("contexts/factory:thread");
  }
  return engine;
}

}  // namespace

World::World(const Cluster& cluster, Fidelity fidelity, const std::vector<double>& other_rates_bps)
    : first_(!used), start_s_(next_start(fidelity)), engine_(make_engine(fidelity)) {
  used = true;
  spoilt = fidelity == Fidelity::ns3;
  if (fidelity == Fidelity::fluid) {
    build_fluid(cluster, other_rates_bps);
  } else {
    build_packet_level(cluster);
  }
}

void World::check_clock() const {
  if (!first_ && sg::Engine::get_clock() >= grid_end_s) throw FreshProcessNeeded();
}

void World::set_rate(int member, double rate_bps) {
  air_->set_host_wifi_rate(host(member), level_of_rate_.at(rate_bps));
}

sg::Host* World::add_host(Zone* zone, const Member& member) {
  sg::Host* host =
      simgrid_api::add_host(zone, member.name, member.device.conv_macs_per_s * member.speed_factor);
  if (!member.speed_profile.empty()) {
    spoilt = true;
    std::string steps;
    for (const SpeedStep& step : member.speed_profile) {
      steps += fmt::format("{} {}\n", start_s_ + step.from_s, step.speed_factor);
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
