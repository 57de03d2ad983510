#include "partition/plan/plan_json.h"

#include <fmt/format.h>

#include "partition/plan/plan_metrics.h"

namespace modnn {
namespace {

Json box_json(const Box& box) {
  return {{"channels", {box.channels.begin, box.channels.end}},
          {"rows", {box.rows.begin, box.rows.end}},
          {"cols", {box.cols.begin, box.cols.end}}};
}

Json boxes_json(const Region& region) {
  Json boxes = Json::array();
  for (const Box& box : region.boxes()) boxes.push_back(box_json(box));
  return boxes;
}

/// What map a region is of.
Json map_json(const Network& network, const Cluster& cluster, MapId map) {
  Json of{{"tensor", network.layer(map.layer).name}};
  if (map.summed_by != nobody) of["summed_by"] = cluster.member(map.summed_by).name;
  return of;
}

Json message_json(const Network& network, const Cluster& cluster, const Message& message) {
  Json pieces = Json::array();
  for (const Piece& piece : message.pieces) {
    for (const Box& box : piece.region.boxes()) {
      pieces.push_back(map_json(network, cluster, piece.map));
      pieces.back()["region"] = box_json(box);
    }
  }
  return {{"source", cluster.member(message.source).name},
          {"destination", cluster.member(message.destination).name},
          {"purpose", purpose_name(message.purpose)},
          {"bytes", message.bytes},
          {"relay", message.relay},
          {"after", message.after},
          {"pieces", std::move(pieces)}};
}

/// "1*120 2*80": who multiplies the nonzeros, in their order.
std::string owners_text(const NonzeroOwners& owners) {
  std::string text;
  for (std::size_t n = 0; n < owners.device.size();) {
    std::size_t end = n;
    while (end < owners.device.size() && owners.device[end] == owners.device[n]) ++end;
    text += fmt::format("{}{}*{}", text.empty() ? "" : " ", owners.device[n], end - n);
    n = end;
  }
  return text;
}

}  // namespace

Json task_json(const Network& network, const Cluster& cluster, const Task& task) {
  Json inputs = Json::array();
  Json reads = Json::array();
  for (const Piece& input : task.reads) {
    inputs.push_back(box_json(input.region.hull()));
    reads.push_back(map_json(network, cluster, input.map));
    reads.back()["regions"] = boxes_json(input.region);
  }
  return {{"device", cluster.member(task.device).name},
          {"operation", operation_name(task.operation)},
          {"output", box_json(task.computes.hull())},
          {"output_values", task.computes.elements()},
          {"owned", box_json(task.owns.hull())},
          {"owned_values", task.owns.elements()},
          {"inputs", std::move(inputs)},
          {"macs", task.work.macs},
          {"elements", task.work.elements},
          {"weight_bytes", task.weight_bytes},
          {"page_in_bytes", task.page_in_bytes},
          {"computes", boxes_json(task.computes)},
          {"owns", boxes_json(task.owns)},
          {"reads", std::move(reads)}};
}

Json plan_json(const Network& network, const Cluster& cluster, const Plan& plan) {
  Json stages = Json::array();
  for (const Stage& stage : plan.stages) {
    Json messages = Json::array();
    for (const Message& message : stage.messages) {
      messages.push_back(message_json(network, cluster, message));
    }
    Json tasks = Json::array();
    for (const Task& task : stage.tasks) tasks.push_back(task_json(network, cluster, task));
    stages.push_back({{"layer", network.layer(stage.layer).name},
                      {"messages", std::move(messages)},
                      {"tasks", std::move(tasks)}});
    if (stage.nonzeros) stages.back()["nonzeros"] = owners_text(*stage.nonzeros);
  }
  Json devices = Json::array();
  for (DeviceId device = 0; device < plan.devices; ++device) {
    const Footprint& memory = plan.memory[device];
    devices.push_back({{"device", cluster.member(device).name},
                       {"memory_bytes", memory.needed()},
                       {"weight_bytes", memory.weights},
                       {"activation_bytes", memory.activations},
                       {"workspace_bytes", memory.workspace},
                       {"paged_bytes", memory.paged}});
  }
  const PlanMetrics metrics = measure(plan, cluster);
  return {{"stages", std::move(stages)},
          {"devices", std::move(devices)},
          {"messages", metrics.messages},
          {"message_bytes", metrics.bytes},
          {"halo_messages", metrics.halo_messages},
          {"halo_bytes", metrics.halo_bytes},
          {"macs", metrics.macs},
          {"redundant_macs", metrics.redundant_macs},
          {"mac_imbalance", metrics.mac_imbalance}};
}

}  // namespace modnn
