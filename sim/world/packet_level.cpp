#include "sim/world/packet_level.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <simgrid/version.h>
#include <stdexcept>
#include <unistd.h>
#include <vector>

#include "config/error.h"
#include "sim/world/simgrid_api.h"
#include "sim/world/world.h"

namespace modnn {
namespace {

/// Linux's TCP, as in platforms/calibrate. SimGrid 3.32 closes a flow too early when its bytes do
/// not fit the send buffer at once, so that is larger than any message.
constexpr const char* tcp_defaults =
    "ns3::TcpSocket::SndBufSize=1000000000;ns3::TcpSocket::RcvBufSize=4194304;"
    "ns3::TcpSocket::InitialCwnd=10;ns3::TcpSocketBase::MinRto=200ms";

/// SimGrid's ns-3 backend aborts when a connection breaks, which happens under contention.
void explain_abort(int) {
  constexpr char text[] =
      "\nns-3 gave up: a TCP connection broke, as they do under contention; use serial transfers "
      "or \"fidelity\": \"fluid\"\n";
  // NOLINTNEXTLINE(bugprone-unused-return-value): nothing is left to be done about it
  if (write(STDERR_FILENO, text, sizeof text - 1) < 0) return;
}

bool has_defaults() {
  const char* defaults = getenv("NS_ATTRIBUTE_DEFAULT");
  return defaults != nullptr && std::strcmp(defaults, tcp_defaults) == 0;
}

}  // namespace

int packet_level_channel_mhz() { return SIMGRID_VERSION >= 40000 ? 40 : 20; }

void ensure_packet_level_defaults() {
  if (has_defaults()) return;
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::string> arguments;
  for (std::size_t begin = 0; begin < text.size(); begin = text.find('\0', begin) + 1) {
    arguments.emplace_back(text.c_str() + begin);
  }
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  setenv("NS_ATTRIBUTE_DEFAULT", tcp_defaults, 1);
  std::fflush(nullptr);
  execv("/proc/self/exe", argv.data());
  throw EnvironmentError("cannot start this program again with ns-3's defaults set");
}

void World::build_packet_level(const Cluster& cluster) {
  if (!has_defaults()) {
    throw std::logic_error("ensure_packet_level_defaults() was not called");
  }
  std::signal(SIGABRT, explain_abort);
  if (!cluster.medium.phy) {
    throw std::runtime_error("medium " + cluster.medium.name +
                             " has no \"phy\", which packet-level simulation needs");
  }
  if (cluster.is_station(0)) throw std::runtime_error("a router needs the fluid medium");
  const Phy& phy = *cluster.medium.phy;
  if (phy.channel_mhz != packet_level_channel_mhz()) {
    throw std::runtime_error("SimGrid's ns-3 cells have other channels than " +
                             std::to_string(phy.channel_mhz) + " MHz");
  }
  auto* cell = simgrid_api::root_wifi_zone(engine(), "cell");
  cell->set_property("access_point", cluster.member(0).name);
  // 802.11n numbers its schemes on: MCS 8 is MCS 0 with two streams.
  cell->set_property("mcs", std::to_string(phy.mcs + 8 * (phy.streams - 1)));
  cell->set_property("nss", std::to_string(phy.streams));
  for (int id = 0; id < cluster.size(); ++id) {
    const Member& member = cluster.member(id);
    if (member.uplink) throw std::runtime_error("uplinks need the fluid medium");
    hosts_.push_back(add_host(cell, member));
    hosts_.back()->set_property("wifi_distance", id == 0 ? "0" : std::to_string(phy.distance_m));
  }
  cell->seal();
}

}  // namespace modnn
