#include "platforms/medium.h"

#include <algorithm>

#include "platforms/bounds.h"

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
  ObjectReader object(value);
  Phy phy;
  phy.mcs = static_cast<int>(object.integer("mcs", {0, 7}));
  phy.channel_mhz = static_cast<int>(object.integer("channel_mhz", {20, 40}));
  if (phy.channel_mhz != 20 && phy.channel_mhz != 40) {
    value.member("channel_mhz").expected("20 or 40");
  }
  phy.streams = static_cast<int>(object.integer("streams", {1, 4}, 1));
  phy.distance_m = object.number("distance_m", positive, phy.distance_m);
  object.done();
  return phy;
}

}  // namespace

Medium read_medium(const Value& value) {
  ObjectReader object(value);
  Medium medium;
  medium.name = object.string("name");
  object.optional("source");
  medium.goodput_bps = object.number("goodput_bps", bit_rate);
  medium.message_overhead_s = object.number("message_overhead_s", seconds_bounds);
  if (const auto table = object.optional("efficiency")) medium.efficiency = read_efficiency(*table);
  medium.beacon_interval_s =
      object.number("beacon_interval_s", interval_bounds, medium.beacon_interval_s);
  if (const auto phy = object.optional("phy")) medium.phy = read_phy(*phy);
  object.done();
  return medium;
}

}  // namespace modnn
