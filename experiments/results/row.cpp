#include "experiments/results/row.h"

#include <algorithm>
#include <unistd.h>

#include "config/version.h"
#include "experiments/results/description.h"
#include "experiments/results/row_table.h"
#include "experiments/results/search_rows.h"
#include "experiments/results/stream_rows.h"
#include "sim/world/provenance.h"

namespace modnn {
namespace {

/// What the columns of summary.csv are taken from.
struct Measured {
  const Report& report;
  double alone_s;
  double max_relative_error;
};

/// Nothing lies on the critical path of a stream.
Json of_path(const Measured& m, double value) {
  return m.report.has_path() ? Json(value) : Json(nullptr);
}

constexpr Row<Measured> durations[] = {
    {"makespan_s", "s",
     "from the image at the group owner to the result there; of a workload from time 0 to the last "
     "answer",
     [](const Measured& m) -> Json { return m.report.makespan_s; }},
    {"compute_s", "s", "computing on the critical path, which a workload of several images has not",
     [](const Measured& m) { return of_path(m, m.report.critical.compute_s); }},
    {"page_in_s", "s", "reading weights from flash on the critical path",
     [](const Measured& m) { return of_path(m, m.report.critical.page_in_s); }},
    {"wakeup_s", "s", "waiting for radios to wake up on the critical path",
     [](const Measured& m) { return of_path(m, m.report.critical.wakeup_s); }},
    {"transmission_s", "s", "messages on the air, and waiting for it, on the critical path",
     [](const Measured& m) { return of_path(m, m.report.critical.transmission_s); }},
    {"idle_s", "s", "the rest of the makespan",
     [](const Measured& m) { return of_path(m, m.report.makespan_s - m.report.critical.total()); }},
    {"delivery_serial_s", "s", "wake-up plus lone transfer, summed over all messages",
     [](const Measured& m) -> Json { return m.report.delivery_serial_s; }},
    {"delivery_critical_s", "s", "the makespan without computing and paging on the critical path",
     [](const Measured& m) { return of_path(m, m.report.delivery_critical_s()); }},
    {"halo_serial_s", "s", "the part of delivery_serial_s between neighbours' regions",
     [](const Measured& m) -> Json { return m.report.halo_serial_s; }},
    {"busy_s", "s", "how long the plan takes when messages take no time",
     [](const Measured& m) { return of_path(m, m.report.busy_s); }},
    {"alone_s", "s", "the makespan of the group owner's phone alone",
     [](const Measured& m) -> Json { return m.alone_s; }},
    {"speedup_total", "", "alone_s / makespan_s",
     [](const Measured& m) { return of_path(m, m.alone_s / m.report.makespan_s); }},
    {"speedup_compute", "", "alone_s / busy_s",
     [](const Measured& m) { return of_path(m, m.alone_s / m.report.busy_s); }},
};

constexpr Row<Measured> amounts[] = {
    {"computing_devices", "",
     "devices that compute multiply-accumulates, the group owner too where it does",
     [](const Measured& m) -> Json { return m.report.computing_devices; }},
    {"messages", "", "number of messages",
     [](const Measured& m) -> Json { return m.report.messages; }},
    {"halo_messages", "", "messages between neighbours' regions",
     [](const Measured& m) -> Json { return m.report.halo_messages; }},
    {"message_bytes", "bytes", "sum of all messages, every one counted once",
     [](const Measured& m) -> Json { return m.report.message_bytes; }},
    {"halo_bytes", "bytes", "the part of message_bytes between neighbours' regions",
     [](const Measured& m) -> Json { return m.report.halo_bytes; }},
    {"air_bytes", "bytes", "the same over every hop: a message between two stations counts twice",
     [](const Measured& m) -> Json { return m.report.air_bytes; }},
    {"redundant_macs", "MAC",
     "what several devices compute each for itself: overlaps of fused layers",
     [](const Measured& m) -> Json { return m.report.redundant_macs; }},
    {"peak_memory_bytes", "bytes", "what the neediest device would keep resident if it could",
     [](const Measured& m) -> Json {
       double peak = 0;
       for (const DeviceReport& device : m.report.devices)
         peak = std::max(peak, device.memory.needed());
       return peak;
     }},
    {"energy_j", "J", "of all devices during the makespan",
     [](const Measured& m) -> Json { return m.report.energy_j; }},
    {"deployment_bytes", "bytes", "weights that the workers hold",
     [](const Measured& m) -> Json { return m.report.deployment_bytes; }},
    {"deployment_s", "s",
     "time to hand out these weights, once and apart from the inference; fidelity fluid only",
     [](const Measured& m) -> Json {
       return m.report.deployment_s ? Json(*m.report.deployment_s) : Json(nullptr);
     }},
    {"max_relative_error", "",
     "largest difference from the lone phone's result, of its largest value; mode numeric only",
     [](const Measured& m) -> Json {
       return m.report.results.empty() ? Json(nullptr) : Json(m.max_relative_error);
     }},
};

constexpr Row<LayerReport> layer_rows[] = {
    {"layer", "", "name of the layer whose inputs the messages bring",
     [](const LayerReport& l) -> Json { return l.name; }},
    {"critical_compute_s", "s", "computing the layer on the critical path",
     [](const LayerReport& l) -> Json { return l.critical.compute_s; }},
    {"critical_page_in_s", "s", "reading its weights from flash on the critical path",
     [](const LayerReport& l) -> Json { return l.critical.page_in_s; }},
    {"critical_wakeup_s", "s", "waiting for radios to wake up on the critical path",
     [](const LayerReport& l) -> Json { return l.critical.wakeup_s; }},
    {"critical_transmission_s", "s", "its messages on the critical path",
     [](const LayerReport& l) -> Json { return l.critical.transmission_s; }},
    {"messages", "", "messages that bring inputs",
     [](const LayerReport& l) -> Json { return l.messages; }},
    {"message_bytes", "bytes", "sum of these messages",
     [](const LayerReport& l) -> Json { return l.bytes; }},
    {"wakeup_serial_s", "s", "wake-ups, summed as if the messages were sent one by one",
     [](const LayerReport& l) -> Json { return l.wakeup_serial_s; }},
    {"transmission_serial_s", "s", "transfers, summed as if each message were alone on the air",
     [](const LayerReport& l) -> Json { return l.transmission_serial_s; }},
};

template <Activity activity>
Json seconds(const DeviceReport& device) {
  return device.seconds[static_cast<std::size_t>(activity)];
}

constexpr Row<DeviceReport> device_rows[] = {
    {"device", "", "group_owner, worker1, ...",
     [](const DeviceReport& d) -> Json { return d.name; }},
    {"compute_s", "s", "time in which it computes", seconds<Activity::compute>},
    {"page_in_s", "s", "time in which it reads weights from flash", seconds<Activity::page_in>},
    {"wakeup_s", "s", "time in which its radio wakes up, and it does nothing above",
     seconds<Activity::wakeup>},
    {"transmit_s", "s", "time in which it sends, and does nothing above",
     seconds<Activity::transmit>},
    {"receive_s", "s", "time in which it receives, and does nothing above",
     seconds<Activity::receive>},
    {"idle_s", "s", "the rest of the makespan", seconds<Activity::idle>},
    {"absent_s", "s", "time in which it is not in the cell; its energy is not counted",
     seconds<Activity::absent>},
    {"utilisation", "", "share of the makespan in which it computes or pages",
     [](const DeviceReport& d) -> Json { return d.utilisation(); }},
    {"energy_j", "J", "over the makespan",
     [](const DeviceReport& d) -> Json { return d.energy_j; }},
    {"messages_sent", "", "number of messages",
     [](const DeviceReport& d) -> Json { return d.messages_sent; }},
    {"bytes_sent", "bytes", "sum of these messages",
     [](const DeviceReport& d) -> Json { return d.bytes_sent; }},
    {"memory_bytes", "bytes", "what it would keep resident if it could: the runtime and all below",
     [](const DeviceReport& d) -> Json { return d.memory.needed(); }},
    {"weight_bytes", "bytes", "weights that it holds",
     [](const DeviceReport& d) -> Json { return d.memory.weights; }},
    {"activation_bytes", "bytes", "largest sum of activations that are alive at once",
     [](const DeviceReport& d) -> Json { return d.memory.activations; }},
    {"workspace_bytes", "bytes", "largest scratch memory of a kernel",
     [](const DeviceReport& d) -> Json { return d.memory.workspace; }},
    {"paged_bytes", "bytes", "weights that do not fit and are read from flash on every inference",
     [](const DeviceReport& d) -> Json { return d.memory.paged; }},
};

std::vector<std::string> names_of(const ResultColumns& columns) {
  std::vector<std::string> names;
  for (const ResultColumn& column : columns) names.push_back(column.name);
  return names;
}

}  // namespace

Json describe_report(const Report& report, double alone_s, double max_relative_error,
                     const Found* found) {
  const Measured measured{report, alone_s, max_relative_error};
  Json row;
  describe(durations, measured, row);
  describe(amounts, measured, row);
  describe_search(found, report.makespan_s, row);
  describe_stream(report, row);
  return row;
}

Json describe_layers(const Report& report) {
  Json rows = Json::array();
  for (const LayerReport& layer : report.layers) describe(layer_rows, layer, rows.emplace_back());
  return rows;
}

Json describe_devices(const Report& report) {
  Json rows = Json::array();
  for (const DeviceReport& device : report.devices)
    describe(device_rows, device, rows.emplace_back());
  return rows;
}

const RowColumns& row_columns() {
  static const RowColumns columns = [] {
    RowColumns all{point_columns(), {}, {}, {}, {}};
    add_columns(durations, all.report);
    add_columns(amounts, all.report);
    for (const ResultColumn& column : search_columns()) all.report.push_back(column);
    for (const ResultColumn& column : stream_columns()) all.report.push_back(column);
    add_columns(layer_rows, all.layer);
    add_columns(device_rows, all.device);
    all.image = image_columns();
    return all;
  }();
  return columns;
}

RowKeys row_keys() {
  const RowColumns& columns = row_columns();
  return {names_of(columns.point), names_of(columns.report), names_of(columns.layer),
          names_of(columns.device), names_of(columns.image)};
}

const ResultColumns& row_members() {
  static const ResultColumns members{
      {"format", "", "version of the format of results"},
      {"point_id", "", "as in summary.csv"},
      {"experiment", "", "name of the experiment"},
      {"index", "", "position of the point in the sweep"},
      {"status", "", "as in summary.csv"},
      {"swept", "", "what varies, by JSON pointer"},
      {"point", "", "what was simulated: the columns model to settings of summary.csv"},
      {"notes", "", "list of sentences"},
      {"result", "",
       "what was measured: the columns makespan_s to handed_out_bytes of summary.csv"},
      {"layers", "", "list of what layers.csv has of each layer"},
      {"devices", "", "list of what devices.csv has of each device"},
      {"images", "", "with a workload: list of what images.csv has of each image"},
      {"error", "", "why the point failed, where it did"},
      {"cause", "", "input: the experiment, not the run, is why it failed"},
      {"alone_error", "", "why the lone phone cannot run the model, where it cannot"},
      {"wall_s", "s", "what computing the point took"},
      {"provenance", "", "version, commit, compiler, SimGrid and its settings, host"},
  };
  return members;
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
