#include "partition/written/scheme_input.h"

#include <algorithm>
#include <variant>

#include "partition/plan/cost.h"
#include "partition/plan/planner.h"

namespace modnn {
namespace {

Json shape_json(const Shape& shape) {
  return {{"channels", shape.channels}, {"height", shape.height}, {"width", shape.width}};
}

const char* name_of_cut(Locality locality) {
  switch (locality) {
    case Locality::spatial:
      return "spatial";
    case Locality::neurons:
      return "neurons";
    case Locality::channels:
      return "channels";
    case Locality::whole:
      break;
  }
  return "whole";
}

void add_window(const LayerKind& kind, Json& json) {
  std::visit(
      [&json](const auto& layer) {
        if constexpr (requires { layer.window; }) {
          const Window& window = layer.window;
          json["kernel"] = {window.kernel_height, window.kernel_width};
          json["stride"] = {window.stride_height, window.stride_width};
          json["dilation"] = {window.dilation_height, window.dilation_width};
          json["padding"] = {window.pad_top, window.pad_bottom, window.pad_left, window.pad_right};
        }
      },
      kind);
}

Json layer_json(const Network& network, LayerId id) {
  const Layer& layer = network.layer(id);
  Json inputs = Json::array();
  for (const LayerId input : layer.inputs) inputs.push_back(network.layer(input).name);
  Json json{{"name", layer.name},
            {"kind", kind_name(layer.kind)},
            {"inputs", std::move(inputs)},
            {"output", shape_json(layer.shape)},
            {"cut", name_of_cut(locality(layer.kind))},
            {"macs", work(network, id, whole(layer.shape)).macs},
            {"weight_bytes", weight_bytes(network, id, whole(layer.shape))}};
  add_window(layer.kind, json);
  return json;
}

Json device_json(const Cluster& cluster, DeviceId id, bool computes) {
  const Member& member = cluster.member(id);
  const auto share = [&](Locality locality) { return computes ? share_of(member, locality) : 0; };
  Json json{{"name", member.name},
            {"computes", computes},
            {"shares", {{"conv", share(Locality::spatial)}, {"dense", share(Locality::neurons)}}},
            {"device", member.device.name},
            {"speed_factor", member.speed_factor},
            {"conv_macs_per_s", member.device.conv_macs_per_s},
            {"dense_macs_per_s", member.device.dense_macs_per_s},
            {"elements_per_s", member.device.elements_per_s},
            {"layer_overhead_s", member.device.layer_overhead_s},
            {"available_bytes", member.device.available_bytes}};
  if (cluster.is_station(id)) json["rate_bps"] = member.rate_bps;
  if (member.uplink)
    json["uplink"] = {{"bandwidth_bps", member.uplink->bandwidth_bps},
                      {"latency_s", member.uplink->latency_s}};
  return json;
}

}  // namespace

Json scheme_input(const Network& network, const Cluster& cluster, const PlanOptions& options) {
  Json layers = Json::array();
  for (LayerId id = 1; id < network.size(); ++id) layers.push_back(layer_json(network, id));
  const std::vector<DeviceId> computing =
      computing_devices(beginning(network, cluster.size()).present, options);
  Json devices = Json::array();
  for (DeviceId id = 0; id < cluster.size(); ++id)
    devices.push_back(
        device_json(cluster, id, std::ranges::find(computing, id) != computing.end()));
  return {{"network",
           {{"name", network.name},
            {"input", shape_json(network.input_shape())},
            {"layers", std::move(layers)}}},
          {"devices", std::move(devices)},
          {"medium",
           {{"goodput_bps", cluster.medium.goodput_bps},
            {"message_overhead_s", cluster.medium.message_overhead_s},
            {"message_latency_s", cluster.medium.message_latency_s}}},
          {"delivery",
           {{"map_reduce", options.mode == DeliveryMode::map_reduce},
            {"through_group_owner", options.via == Via::relay},
            {"bytes_per_value", options.bytes_per_value}}}};
}

}  // namespace modnn
