#include "platforms/device.h"

#include "platforms/bounds.h"

namespace modnn {
namespace {

constexpr Bounds listen_interval{1, 65535, false};  // a 16-bit field of the association request

Radio read_radio(const Value& value) {
  ObjectReader object(value);
  Radio radio;
  radio.wake_to_send_s = object.number("wake_to_send_s", seconds_bounds);
  radio.wake_to_receive_s = object.number("wake_to_receive_s", seconds_bounds);
  radio.awake_to_send_s = object.number("awake_to_send_s", seconds_bounds, radio.awake_to_send_s);
  radio.awake_to_receive_s =
      object.number("awake_to_receive_s", seconds_bounds, radio.awake_to_receive_s);
  radio.bus_sleep_timeout_s =
      object.number("bus_sleep_timeout_s", seconds_bounds, radio.bus_sleep_timeout_s);
  radio.power_save_timeout_s =
      object.number("power_save_timeout_s", seconds_bounds, radio.power_save_timeout_s);
  radio.listen_interval_beacons =
      static_cast<int>(object.integer("listen_interval_beacons", listen_interval, 1));
  object.done();
  return radio;
}

Power read_power(const Value& value) {
  ObjectReader object(value);
  Power power;
  power.idle_w = object.number("idle_w", non_negative);
  power.compute_w = object.number("compute_w", non_negative);
  power.wakeup_w = object.number("wakeup_w", non_negative);
  power.transmit_w = object.number("transmit_w", non_negative);
  power.receive_w = object.number("receive_w", non_negative);
  object.done();
  return power;
}

}  // namespace

SpeedProfile read_speed_profile(const Value& value) {
  SpeedProfile profile;
  for (const Value& element : value.elements()) {
    ObjectReader object(element);
    SpeedStep step;
    step.from_s = object.number("from_s", seconds_bounds);
    step.speed_factor = object.number("speed_factor", factor_bounds);
    object.done();
    if (!profile.empty() && step.from_s <= profile.back().from_s) {
      element.problem("\"from_s\" must be later than in the step before");
    }
    profile.push_back(step);
  }
  return profile;
}

Device read_device(const Value& value) {
  ObjectReader object(value);
  Device device;
  device.name = object.string("name");
  object.optional("source");
  device.conv_macs_per_s = object.number("conv_macs_per_s", work_rate);
  device.depthwise_macs_per_s =
      object.number("depthwise_macs_per_s", work_rate, device.conv_macs_per_s);
  device.dense_macs_per_s = object.number("dense_macs_per_s", work_rate);
  device.sparse_dense_macs_per_s =
      object.number("sparse_dense_macs_per_s", work_rate, device.dense_macs_per_s);
  device.elements_per_s = object.number("elements_per_s", work_rate);
  device.memory_bytes_per_s = object.number("memory_bytes_per_s", work_rate);
  device.layer_overhead_s = object.number("layer_overhead_s", seconds_bounds);
  device.runtime_bytes = object.number("runtime_bytes", non_negative);
  device.available_bytes = object.number("available_bytes", positive);
  device.page_in_bytes_per_s = object.number("page_in_bytes_per_s", work_rate);
  if (const auto radio = object.required("radio")) device.radio = read_radio(*radio);
  if (const auto power = object.required("power")) device.power = read_power(*power);
  if (const auto steps = object.optional("speed_profile")) {
    device.speed_profile = read_speed_profile(*steps);
  }
  object.done();
  return device;
}

}  // namespace modnn
