#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/reader.h"
#include "platforms/phy.h"

namespace modnn {

/// The shared radio channel.
struct Medium {
  std::string name;
  double goodput_bps = 0;  ///< what one lone station gets, above TCP; the default of every station
  double message_overhead_s = 0;  ///< what a message costs beside its bytes, on an awake, idle link
  /// [n-1]: share of its lone goodput that the air delivers in all while n radios send; the last
  /// entry holds for more; empty: 1.
  std::vector<double> efficiency{};
  double beacon_interval_s = 0.1024;  ///< the group owner's beacons are at multiples of it
  std::optional<Phy> phy{};           ///< for packet-level simulation
  double message_latency_s = 0;       ///< after the air, which it does not occupy
};

/// What the air delivers while `senders` radios send at once, relative to a lone one.
double efficiency(const Medium& medium, int senders);

/// Reads a medium description (see platforms/media). Records what is wrong in the value's problems.
Medium read_medium(const Value& value);

}  // namespace modnn
