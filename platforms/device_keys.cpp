#include "platforms/device_keys.h"

#include "config/fields.h"
#include "platforms/bounds.h"
#include "platforms/cost_keys.h"

namespace modnn {
namespace {

constexpr Bounds listen_interval{1, 65535, false};  // a 16-bit field of the association request

const Fields<Radio>& radio_fields() {
  static const Fields<Radio> fields{
      field(&Radio::wake_to_send_s,
            {.name = "wake_to_send_s",
             .help = "what a send waits while the bus to the radio is asleep",
             .unit = "s",
             .bounds = seconds_bounds,
             .required = true,
             .example = 0.01015}),
      field(&Radio::wake_to_receive_s,
            {.name = "wake_to_receive_s",
             .help = "what a receive waits while the bus to the radio is asleep",
             .unit = "s",
             .bounds = seconds_bounds,
             .required = true,
             .example = 0.01275}),
      field(&Radio::awake_to_send_s,
            {.name = "awake_to_send_s",
             .help = "what a send waits while the bus to the radio is awake (wakeup state_machine)",
             .unit = "s",
             .bounds = seconds_bounds,
             .example = 0.00032}),
      field(&Radio::awake_to_receive_s,
            {.name = "awake_to_receive_s",
             .help =
                 "what a receive waits while the bus to the radio is awake (wakeup state_machine)",
             .unit = "s",
             .bounds = seconds_bounds,
             .example = 0.00164}),
      field(&Radio::bus_sleep_timeout_s,
            {.name = "bus_sleep_timeout_s",
             .help = "idle time after which the bus to the radio falls asleep; never without it",
             .unit = "s",
             .bounds = seconds_bounds,
             .example = 0.05}),
      field(&Radio::power_save_timeout_s,
            {.name = "power_save_timeout_s",
             .help =
                 "idle time after which a station enters power save; never without it (nor does a "
                 "group owner that is the access point)",
             .unit = "s",
             .bounds = seconds_bounds,
             .example = 0.205}),
      field(&Radio::listen_interval_beacons,
            {.name = "listen_interval_beacons",
             .help = "in power save the radio wakes for every so many beacons",
             .unit = "beacons",
             .bounds = listen_interval}),
  };
  return fields;
}

const Fields<Power>& power_fields() {
  static const Fields<Power> fields{
      field(&Power::idle_w, {.name = "idle_w",
                             .help = "power while nothing happens, also while paging",
                             .unit = "W",
                             .bounds = non_negative,
                             .required = true}),
      field(&Power::compute_w, {.name = "compute_w",
                                .help = "power while computing",
                                .unit = "W",
                                .bounds = non_negative,
                                .required = true}),
      field(&Power::wakeup_w, {.name = "wakeup_w",
                               .help = "power while the radio wakes up",
                               .unit = "W",
                               .bounds = non_negative,
                               .required = true}),
      field(&Power::transmit_w, {.name = "transmit_w",
                                 .help = "power while sending",
                                 .unit = "W",
                                 .bounds = non_negative,
                                 .required = true}),
      field(&Power::receive_w, {.name = "receive_w",
                                .help = "power while receiving",
                                .unit = "W",
                                .bounds = non_negative,
                                .required = true}),
  };
  return fields;
}

}  // namespace

const Fields<SpeedStep>& speed_step_fields() {
  static const Fields<SpeedStep> fields{
      field(&SpeedStep::from_s, {.name = "from_s",
                                 .help = "simulated time from which on the factor holds; rising",
                                 .unit = "s",
                                 .bounds = seconds_bounds,
                                 .required = true}),
      field(&SpeedStep::speed_factor, {.name = "speed_factor",
                                       .help = "multiplies every compute rate",
                                       .bounds = factor_bounds,
                                       .required = true}),
  };
  return fields;
}

namespace {

Fields<Device> kernel_rates() {
  return {field(&Device::name, {.name = "name", .help = "name of the device", .required = true}),
          unread<Device>({.name = "source",
                          .type = KeyType::citation,
                          .help = "where the values come from: a text, or one per parameter"}),
          field(&Device::conv_macs_per_s, {.name = "conv_macs_per_s",
                                           .help = "rate of convolutions",
                                           .unit = "multiply-accumulates/s",
                                           .bounds = work_rate,
                                           .required = true,
                                           .example = 1118800000}),
          field(&Device::depthwise_macs_per_s, &Device::conv_macs_per_s,
                {.name = "depthwise_macs_per_s",
                 .help = "rate of depthwise convolutions; conv_macs_per_s without it",
                 .unit = "multiply-accumulates/s",
                 .bounds = work_rate,
                 .same_as = "conv_macs_per_s"}),
          field(&Device::dense_macs_per_s, {.name = "dense_macs_per_s",
                                            .help = "rate of dense layers",
                                            .unit = "multiply-accumulates/s",
                                            .bounds = work_rate,
                                            .required = true}),
          field(&Device::sparse_dense_macs_per_s, &Device::dense_macs_per_s,
                {.name = "sparse_dense_macs_per_s",
                 .help = "rate of sparse dense layers, of the weights that are kept; "
                         "dense_macs_per_s without it",
                 .unit = "multiply-accumulates/s",
                 .bounds = work_rate,
                 .same_as = "dense_macs_per_s"})};
}

Fields<Device> memory_and_radio() {
  return {
      field(&Device::elements_per_s, {.name = "elements_per_s",
                                      .help = "rate of activations and pooling",
                                      .unit = "elements/s",
                                      .bounds = work_rate,
                                      .required = true}),
      field(&Device::memory_bytes_per_s, {.name = "memory_bytes_per_s",
                                          .help = "memory bandwidth: the roofline of every kernel",
                                          .unit = "bytes/s",
                                          .bounds = work_rate,
                                          .required = true}),
      field(&Device::layer_overhead_s, {.name = "layer_overhead_s",
                                        .help = "what starting any kernel costs",
                                        .unit = "s",
                                        .bounds = seconds_bounds,
                                        .required = true}),
      field(
          &Device::conv_computes_rim,
          {.name = "conv_computes_rim",
           .help = "convolutions pad a part of a map as they pad the whole: where it was cut out, "
                   "they compute a rim that is thrown away (Darknet, in DeepThings)"}),
      field(&Device::runtime_bytes, {.name = "runtime_bytes",
                                     .help = "resident before a network is loaded",
                                     .unit = "bytes",
                                     .bounds = non_negative,
                                     .required = true}),
      field(&Device::available_bytes, {.name = "available_bytes",
                                       .help = "memory that the app may keep resident",
                                       .unit = "bytes",
                                       .bounds = positive,
                                       .required = true}),
      field(&Device::page_in_bytes_per_s, {.name = "page_in_bytes_per_s",
                                           .help = "flash read rate",
                                           .unit = "bytes/s",
                                           .bounds = work_rate,
                                           .required = true}),
      field(&Device::middleware_bytes_per_s,
            {.name = "middleware_bytes_per_s",
             .help = "rate at which the middleware serialises what it sends, and copies what it "
                     "receives, one message after the other beside processor and radio; no limit "
                     "without it",
             .unit = "bytes/s",
             .bounds = work_rate,
             .example = 50000000}),
      object_field<radio_fields>(
          &Device::radio, {.name = "radio",
                           .help = "what waking a sleeping radio costs, and when it falls asleep",
                           .required = true}),
      object_field<power_fields>(&Device::power,
                                 {.name = "power",
                                  .help = "electric power of the whole device in each state",
                                  .required = true})};
}

Fields<Device> changes_of_rates() {
  return {{{.name = "speed_profile",
            .type = KeyType::list,
            .help = "from each of these times on, every compute rate is multiplied by the factor "
                    "(thermal throttling); 1 before the first",
            .fallback = Json::array(),
            .inside = &keys_in<speed_step_fields>(),
            .example = Json::array({{{"from_s", 10}, {"speed_factor", 0.6}}})},
           [](Device& device, KeyReader& object) {
             if (const auto steps = object.member("speed_profile"))
               device.speed_profile = read_speed_profile(*steps);
           }},
          {{.name = "cost",
            .type = KeyType::object,
            .help = "how long the kernels take, as `modnn calibrate device` finds it: those with "
                    "coefficients here take the sum of them, and the rates above only say how work "
                    "is shared out",
            .inside = &keys_in<cost_fields>(),
            .example = {{"conv", {{"s_per_call", 1e-5}, {"s_per_operation", 1e-9}}}}},
           [](Device& device, KeyReader& object) {
             if (const auto cost = object.member("cost"))
               device.cost = std::make_shared<const ComputeCost>(read_object<cost_fields>(*cost));
           }},
          {{.name = "layer_seconds",
            .type = KeyType::object,
            .help = "what whole layers were measured to take, by model and layer: a part of one "
                    "takes as many times what the cost or the rates say as the whole does",
            .each = &model_layers_key(),
            .named_by_user = true,
            .example = {{"vgg16", {{"conv1_1", 0.393}}}}},
           [](Device& device, KeyReader& object) {
             const auto seconds = object.member("layer_seconds");
             if (!seconds) return;
             ComputeCost cost = device.cost ? *device.cost : ComputeCost{};
             cost.layers = read_layer_seconds(*seconds);
             device.cost = std::make_shared<const ComputeCost>(std::move(cost));
           }}};
}

}  // namespace

const Fields<Device>& device_fields() {
  static const Fields<Device> fields =
      joined(joined(kernel_rates(), memory_and_radio()), changes_of_rates());
  return fields;
}

const Keys& device_keys() { return keys_in<device_fields>(); }

}  // namespace modnn
