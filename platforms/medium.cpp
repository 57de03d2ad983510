#include "platforms/medium.h"

#include <algorithm>

#include "platforms/medium_keys.h"

namespace modnn {

double efficiency(const Medium& medium, int senders) {
  if (medium.efficiency.empty() || senders < 1) return 1;
  const auto last = static_cast<int>(medium.efficiency.size());
  return medium.efficiency[static_cast<std::size_t>(std::min(senders, last) - 1)];
}

namespace {

Phy read_phy(const Value& value) {
  KeyReader object(value, phy_keys());
  Phy phy;
  phy.mcs = static_cast<int>(object.integer("mcs"));
  phy.channel_mhz = static_cast<int>(object.integer("channel_mhz"));
  phy.streams = static_cast<int>(object.integer("streams"));
  phy.distance_m = object.number("distance_m");
  object.done();
  return phy;
}

}  // namespace

Medium read_medium(const Value& value) {
  KeyReader object(value, medium_keys());
  Medium medium;
  medium.name = object.text("name");
  medium.goodput_bps = object.number("goodput_bps");
  medium.message_overhead_s = object.number("message_overhead_s");
  medium.efficiency = object.numbers("efficiency");
  medium.beacon_interval_s = object.number("beacon_interval_s");
  if (const auto phy = object.member("phy")) medium.phy = read_phy(*phy);
  object.done();
  return medium;
}

}  // namespace modnn
