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

/// Aggregation of frames can make several senders faster than one.
constexpr Bounds efficiency_bounds{0.001, 2};

std::vector<double> read_efficiency(const Value& value) {
  std::vector<double> table;
  for (const Value& entry : value.elements()) table.push_back(entry.number(efficiency_bounds));
  if (table.empty() && value.is_array()) value.expected("a list of at least one number");
  return table;
}

Phy read_phy(const Value& value) {
  KeyReader object(value, phy_keys());
  Phy phy;
  phy.mcs = static_cast<int>(object.integer("mcs"));
  phy.channel_mhz = static_cast<int>(object.integer("channel_mhz"));
  if (phy.channel_mhz != 20 && phy.channel_mhz != 40) {
    value.member("channel_mhz").expected("20 or 40");
  }
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
  if (const auto table = object.member("efficiency")) medium.efficiency = read_efficiency(*table);
  medium.beacon_interval_s = object.number("beacon_interval_s");
  if (const auto phy = object.member("phy")) medium.phy = read_phy(*phy);
  object.done();
  return medium;
}

}  // namespace modnn
