#include "partition/plan/plan_json.h"

#include "partition/plan/plan_metrics.h"

namespace modnn {
namespace {

Json box_json(const Box& box) {
  return {{"channels", {box.channels.begin, box.channels.end}},
          {"rows", {box.rows.begin, box.rows.end}},
          {"cols", {box.cols.begin, box.cols.end}}};
}

Json message_json(const Network& network, const Cluster& cluster, const Message& message) {
  Json pieces = Json::array();
  for (const Piece& piece : message.pieces) {
    for (const Box& box : piece.region.boxes())
      pieces.push_back(
          {{"tensor", network.layer(piece.map.layer).name}, {"region", box_json(box)}});
  }
  return {{"source", cluster.member(message.source).name},
          {"destination", cluster.member(message.destination).name},
          {"purpose", purpose_name(message.purpose)},
          {"bytes", message.bytes},
          {"relay", message.relay},
          {"pieces", std::move(pieces)}};
}

Json task_json(const Cluster& cluster, const Task& task) {
  Json inputs = Json::array();
  for (const Piece& input : task.reads) inputs.push_back(box_json(input.region.hull()));
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
          {"page_in_bytes", task.page_in_bytes}};
}

}  // namespace

Json plan_json(const Network& network, const Cluster& cluster, const Plan& plan) {
  Json stages = Json::array();
  for (const Stage& stage : plan.stages) {
    Json messages = Json::array();
    for (const Message& message : stage.messages) {
      messages.push_back(message_json(network, cluster, message));
    }
    Json tasks = Json::array();
    for (const Task& task : stage.tasks) tasks.push_back(task_json(cluster, task));
    stages.push_back({{"layer", network.layer(stage.layer).name},
                      {"messages", std::move(messages)},
                      {"tasks", std::move(tasks)}});
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
