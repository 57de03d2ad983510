#include "platforms/device.h"

#include "platforms/device_keys.h"

namespace modnn {
namespace {

Radio read_radio(const Value& value) {
  KeyReader object(value, radio_keys());
  Radio radio;
  radio.wake_to_send_s = object.number("wake_to_send_s");
  radio.wake_to_receive_s = object.number("wake_to_receive_s");
  radio.awake_to_send_s = object.number("awake_to_send_s", radio.awake_to_send_s);
  radio.awake_to_receive_s = object.number("awake_to_receive_s", radio.awake_to_receive_s);
  radio.bus_sleep_timeout_s = object.number("bus_sleep_timeout_s", radio.bus_sleep_timeout_s);
  radio.power_save_timeout_s = object.number("power_save_timeout_s", radio.power_save_timeout_s);
  radio.listen_interval_beacons = static_cast<int>(object.integer("listen_interval_beacons"));
  object.done();
  return radio;
}

Power read_power(const Value& value) {
  KeyReader object(value, power_keys());
  Power power;
  power.idle_w = object.number("idle_w");
  power.compute_w = object.number("compute_w");
  power.wakeup_w = object.number("wakeup_w");
  power.transmit_w = object.number("transmit_w");
  power.receive_w = object.number("receive_w");
  object.done();
  return power;
}

}  // namespace

SpeedProfile read_speed_profile(const Value& value) {
  SpeedProfile profile;
  for (const Value& element : value.elements()) {
    KeyReader object(element, speed_step_keys());
    SpeedStep step;
    step.from_s = object.number("from_s");
    step.speed_factor = object.number("speed_factor");
    object.done();
    if (!profile.empty() && step.from_s <= profile.back().from_s) {
      element.problem("\"from_s\" must be later than in the step before");
    }
    profile.push_back(step);
  }
  return profile;
}

Device read_device(const Value& value) {
  KeyReader object(value, device_keys());
  Device device;
  device.name = object.text("name");
  device.conv_macs_per_s = object.number("conv_macs_per_s");
  device.depthwise_macs_per_s = object.number("depthwise_macs_per_s", device.conv_macs_per_s);
  device.dense_macs_per_s = object.number("dense_macs_per_s");
  device.sparse_dense_macs_per_s =
      object.number("sparse_dense_macs_per_s", device.dense_macs_per_s);
  device.elements_per_s = object.number("elements_per_s");
  device.memory_bytes_per_s = object.number("memory_bytes_per_s");
  device.layer_overhead_s = object.number("layer_overhead_s");
  device.runtime_bytes = object.number("runtime_bytes");
  device.available_bytes = object.number("available_bytes");
  device.page_in_bytes_per_s = object.number("page_in_bytes_per_s");
  if (const auto radio = object.member("radio")) device.radio = read_radio(*radio);
  if (const auto power = object.member("power")) device.power = read_power(*power);
  if (const auto steps = object.member("speed_profile")) {
    device.speed_profile = read_speed_profile(*steps);
  }
  object.done();
  return device;
}

}  // namespace modnn
