#pragma once

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "config/reader.h"

namespace modnn {

struct ComputeCost;

/// What waking a sleeping radio costs, and when it falls asleep.
struct Radio {
  static constexpr double never = std::numeric_limits<double>::infinity();

  double wake_to_send_s = 0;           ///< delay of a send while the bus to the radio is asleep
  double wake_to_receive_s = 0;        ///< delay of a receive while the bus to the radio is asleep
  double awake_to_send_s = 0;          ///< delay of a send while the bus is awake
  double awake_to_receive_s = 0;       ///< delay of a receive while the bus is awake
  double bus_sleep_timeout_s = never;  ///< the bus falls asleep after being idle for so long
  double power_save_timeout_s =
      never;                        ///< a station enters power save after being idle for so long
  int listen_interval_beacons = 1;  ///< in power save the radio wakes for every so many beacons

  bool operator==(const Radio&) const = default;
};

/// From this simulated second on, every compute rate is the device's own times the factor: thermal
/// throttling, another app.
struct SpeedStep {
  double from_s = 0;
  double speed_factor = 1;

  bool operator==(const SpeedStep&) const = default;
};
using SpeedProfile = std::vector<SpeedStep>;

/// Electric power of a whole device in each state, in watts.
struct Power {
  double idle_w = 0;
  double compute_w = 0;
  double wakeup_w = 0;
  double transmit_w = 0;
  double receive_w = 0;

  bool operator==(const Power&) const = default;
};

/// A phone (or board) as the simulator sees it.
struct Device {
  std::string name;
  double conv_macs_per_s = 0;
  double depthwise_macs_per_s = 0;  ///< convolutions with one input channel per group
  double dense_macs_per_s = 0;
  double sparse_dense_macs_per_s = 0;  ///< of the weights that are not pruned
  double elements_per_s = 0;           ///< activation outputs and pooling inputs
  double memory_bytes_per_s = 0;       ///< memory bandwidth: the roofline of every kernel
  double layer_overhead_s = 0;         ///< start of any kernel
  bool conv_computes_rim = false;      ///< convolutions pad all that they are given, see with_rim()
  double runtime_bytes = 0;            ///< resident before any network is loaded
  double available_bytes = 0;          ///< memory that the app may keep resident
  double page_in_bytes_per_s = 0;      ///< flash read rate
  double middleware_bytes_per_s =
      std::numeric_limits<double>::infinity();  ///< copies of what is sent and received
  Radio radio;
  Power power;
  SpeedProfile speed_profile{};
  /// How long kernels take that have a law in it; null, and for all others: as the rates above say.
  std::shared_ptr<const ComputeCost> cost{};

  bool operator==(const Device&) const = default;
};

/// Reads `[{"from_s": 0, "speed_factor": 1}, ...]` with rising times.
SpeedProfile read_speed_profile(const Value& value);

/// Reads a device description (see platforms/devices). Records what is wrong in the value's
/// problems.
Device read_device(const Value& value);

}  // namespace modnn
