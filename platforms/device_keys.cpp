#include "platforms/device_keys.h"

#include "platforms/bounds.h"

namespace modnn {
namespace {

constexpr Bounds listen_interval{1, 65535, false};  // a 16-bit field of the association request

}  // namespace

const Keys& radio_keys() {
  static const Keys keys{
      {.name = "wake_to_send_s",
       .type = KeyType::number,
       .help = "what a send waits while the bus to the radio is asleep",
       .unit = "s",
       .bounds = seconds_bounds,
       .required = true,
       .example = 0.01015},
      {.name = "wake_to_receive_s",
       .type = KeyType::number,
       .help = "what a receive waits while the bus to the radio is asleep",
       .unit = "s",
       .bounds = seconds_bounds,
       .required = true,
       .example = 0.01275},
      {.name = "awake_to_send_s",
       .type = KeyType::number,
       .help = "what a send waits while the bus to the radio is awake (wakeup state_machine)",
       .unit = "s",
       .bounds = seconds_bounds,
       .fallback = 0,
       .example = 0.00032},
      {.name = "awake_to_receive_s",
       .type = KeyType::number,
       .help = "what a receive waits while the bus to the radio is awake (wakeup state_machine)",
       .unit = "s",
       .bounds = seconds_bounds,
       .fallback = 0,
       .example = 0.00164},
      {.name = "bus_sleep_timeout_s",
       .type = KeyType::number,
       .help = "idle time after which the bus to the radio falls asleep; never without it",
       .unit = "s",
       .bounds = seconds_bounds,
       .example = 0.05},
      {.name = "power_save_timeout_s",
       .type = KeyType::number,
       .help = "idle time after which a station enters power save; never without it (nor does the "
               "group owner)",
       .unit = "s",
       .bounds = seconds_bounds,
       .example = 0.205},
      {.name = "listen_interval_beacons",
       .type = KeyType::integer,
       .help = "in power save the radio wakes for every so many beacons",
       .unit = "beacons",
       .bounds = listen_interval,
       .fallback = 1},
  };
  return keys;
}

const Keys& power_keys() {
  static const Keys keys{
      {.name = "idle_w",
       .type = KeyType::number,
       .help = "power while nothing happens, also while paging",
       .unit = "W",
       .bounds = non_negative,
       .required = true},
      {.name = "compute_w",
       .type = KeyType::number,
       .help = "power while computing",
       .unit = "W",
       .bounds = non_negative,
       .required = true},
      {.name = "wakeup_w",
       .type = KeyType::number,
       .help = "power while the radio wakes up",
       .unit = "W",
       .bounds = non_negative,
       .required = true},
      {.name = "transmit_w",
       .type = KeyType::number,
       .help = "power while sending",
       .unit = "W",
       .bounds = non_negative,
       .required = true},
      {.name = "receive_w",
       .type = KeyType::number,
       .help = "power while receiving",
       .unit = "W",
       .bounds = non_negative,
       .required = true},
  };
  return keys;
}

const Keys& speed_step_keys() {
  static const Keys keys{
      {.name = "from_s",
       .type = KeyType::number,
       .help = "simulated time from which on the factor holds; rising",
       .unit = "s",
       .bounds = seconds_bounds,
       .required = true},
      {.name = "speed_factor",
       .type = KeyType::number,
       .help = "multiplies every compute rate",
       .bounds = factor_bounds,
       .required = true},
  };
  return keys;
}

namespace {

Keys kernel_rates() {
  return {
      {.name = "name", .type = KeyType::text, .help = "name of the device", .required = true},
      {.name = "source",
       .type = KeyType::citation,
       .help = "where the values come from: a text, or one per parameter"},
      {.name = "conv_macs_per_s",
       .type = KeyType::number,
       .help = "rate of convolutions",
       .unit = "multiply-accumulates/s",
       .bounds = work_rate,
       .required = true,
       .example = 1118800000},
      {.name = "depthwise_macs_per_s",
       .type = KeyType::number,
       .help = "rate of depthwise convolutions; conv_macs_per_s without it",
       .unit = "multiply-accumulates/s",
       .bounds = work_rate,
       .same_as = "conv_macs_per_s"},
      {.name = "dense_macs_per_s",
       .type = KeyType::number,
       .help = "rate of dense layers",
       .unit = "multiply-accumulates/s",
       .bounds = work_rate,
       .required = true},
      {.name = "sparse_dense_macs_per_s",
       .type = KeyType::number,
       .help =
           "rate of sparse dense layers, of the weights that are kept; dense_macs_per_s without it",
       .unit = "multiply-accumulates/s",
       .bounds = work_rate,
       .same_as = "dense_macs_per_s"}};
}

Keys memory_and_radio() {
  return {{.name = "elements_per_s",
           .type = KeyType::number,
           .help = "rate of activations and pooling",
           .unit = "elements/s",
           .bounds = work_rate,
           .required = true},
          {.name = "memory_bytes_per_s",
           .type = KeyType::number,
           .help = "memory bandwidth: the roofline of every kernel",
           .unit = "bytes/s",
           .bounds = work_rate,
           .required = true},
          {.name = "layer_overhead_s",
           .type = KeyType::number,
           .help = "what starting any kernel costs",
           .unit = "s",
           .bounds = seconds_bounds,
           .required = true},
          {.name = "runtime_bytes",
           .type = KeyType::number,
           .help = "resident before a network is loaded",
           .unit = "bytes",
           .bounds = non_negative,
           .required = true},
          {.name = "available_bytes",
           .type = KeyType::number,
           .help = "memory that the app may keep resident",
           .unit = "bytes",
           .bounds = positive,
           .required = true},
          {.name = "page_in_bytes_per_s",
           .type = KeyType::number,
           .help = "flash read rate",
           .unit = "bytes/s",
           .bounds = work_rate,
           .required = true},
          {.name = "radio",
           .type = KeyType::object,
           .help = "what waking a sleeping radio costs, and when it falls asleep",
           .required = true,
           .inside = &radio_keys()},
          {.name = "power",
           .type = KeyType::object,
           .help = "electric power of the whole device in each state",
           .required = true,
           .inside = &power_keys()},
          {.name = "speed_profile",
           .type = KeyType::list,
           .help = "from each of these times on, every compute rate is multiplied by the factor "
                   "(thermal throttling); 1 before the first",
           .fallback = Json::array(),
           .inside = &speed_step_keys(),
           .example = Json::array({{{"from_s", 10}, {"speed_factor", 0.6}}})}};
}

}  // namespace

const Keys& device_keys() {
  static const Keys keys = joined(kernel_rates(), memory_and_radio());
  return keys;
}

}  // namespace modnn
