#include "experiments/results/row.h"

#include <algorithm>
#include <unistd.h>

#include "config/version.h"
#include "experiments/results/description.h"
#include "sim/world/provenance.h"

namespace modnn {
namespace {

double seconds_of(const DeviceReport& device, Activity activity) {
  return device.seconds[static_cast<std::size_t>(activity)];
}

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

}  // namespace

Json describe_report(const Report& report, double alone_s, double max_relative_error) {
  double peak_memory_bytes = 0;
  for (const DeviceReport& device : report.devices) {
    peak_memory_bytes = std::max(peak_memory_bytes, device.memory.needed());
  }
  Json row;
  row["makespan_s"] = report.makespan_s;
  row["compute_s"] = report.critical.compute_s;
  row["page_in_s"] = report.critical.page_in_s;
  row["wakeup_s"] = report.critical.wakeup_s;
  row["transmission_s"] = report.critical.transmission_s;
  row["idle_s"] = report.makespan_s - report.critical.total();
  row["delivery_serial_s"] = report.delivery_serial_s;
  row["delivery_critical_s"] = report.delivery_critical_s();
  row["halo_serial_s"] = report.halo_serial_s;
  row["busy_s"] = report.busy_s;
  row["alone_s"] = alone_s;
  row["speedup_total"] = alone_s / report.makespan_s;
  row["speedup_compute"] = alone_s / report.busy_s;
  row["messages"] = report.messages;
  row["halo_messages"] = report.halo_messages;
  row["message_bytes"] = report.message_bytes;
  row["halo_bytes"] = report.halo_bytes;
  row["air_bytes"] = report.air_bytes;
  row["peak_memory_bytes"] = peak_memory_bytes;
  row["energy_j"] = report.energy_j;
  row["deployment_bytes"] = report.deployment_bytes;
  row["deployment_s"] = report.deployment_s ? Json(*report.deployment_s) : Json(nullptr);
  // nullptr becomes an empty cell: timing mode computes nothing that could be compared.
  row["max_relative_error"] = report.results.empty() ? Json(nullptr) : Json(max_relative_error);
  return row;
}

Json describe_layers(const Report& report) {
  Json rows = Json::array();
  for (const LayerReport& layer : report.layers) {
    Json row;
    row["layer"] = layer.name;
    row["critical_compute_s"] = layer.critical.compute_s;
    row["critical_page_in_s"] = layer.critical.page_in_s;
    row["critical_wakeup_s"] = layer.critical.wakeup_s;
    row["critical_transmission_s"] = layer.critical.transmission_s;
    row["messages"] = layer.messages;
    row["message_bytes"] = layer.bytes;
    row["wakeup_serial_s"] = layer.wakeup_serial_s;
    row["transmission_serial_s"] = layer.transmission_serial_s;
    rows.push_back(std::move(row));
  }
  return rows;
}

Json describe_devices(const Report& report) {
  Json rows = Json::array();
  for (const DeviceReport& device : report.devices) {
    Json row;
    row["device"] = device.name;
    row["compute_s"] = seconds_of(device, Activity::compute);
    row["page_in_s"] = seconds_of(device, Activity::page_in);
    row["wakeup_s"] = seconds_of(device, Activity::wakeup);
    row["transmit_s"] = seconds_of(device, Activity::transmit);
    row["receive_s"] = seconds_of(device, Activity::receive);
    row["idle_s"] = seconds_of(device, Activity::idle);
    row["energy_j"] = device.energy_j;
    row["messages_sent"] = device.messages_sent;
    row["bytes_sent"] = device.bytes_sent;
    row["memory_bytes"] = device.memory.needed();
    row["weight_bytes"] = device.memory.weights;
    row["activation_bytes"] = device.memory.activations;
    row["workspace_bytes"] = device.memory.workspace;
    row["paged_bytes"] = device.memory.paged;
    rows.push_back(std::move(row));
  }
  return rows;
}

RowKeys row_keys() {
  Report report;
  report.layers.emplace_back();
  report.devices.emplace_back();
  return {point_columns(), keys_of(describe_report(report, 0, 0)),
          keys_of(describe_layers(report)[0]), keys_of(describe_devices(report)[0])};
}

Json provenance() {
  char host[256] = "";
  gethostname(host, sizeof host - 1);
  Json row;
  row["modnn"] = version();
  row["commit"] = commit();
  row["dirty"] = dirty();
  row["compiler"] = compiler();
  row["simgrid"] = simgrid_version();
  row["simgrid_settings"]["fluid"] = simgrid_settings(Fidelity::fluid);
  row["simgrid_settings"]["ns3"] = simgrid_settings(Fidelity::ns3);
  row["host"] = host;
  return row;
}

}  // namespace modnn
