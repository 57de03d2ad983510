#include "sim/simulate.h"

#include <algorithm>

#include "partition/plan/cost.h"
#include "partition/plan/plan_metrics.h"
#include "sim/deployment.h"
#include "sim/service/service.h"
#include "sim/world/world.h"

namespace modnn {
namespace {

double energy_joules(const Power& power, const ActivitySeconds& seconds) {
  const std::array<double, activity_count> watts{power.compute_w,  power.idle_w,    power.wakeup_w,
                                                 power.transmit_w, power.receive_w, power.idle_w};
  double joules = 0;
  for (std::size_t i = 0; i < activity_count; ++i) joules += watts[i] * seconds[i];
  return joules;
}

void report_layers(const Network& network, const CriticalPath& path, CriticalPath::Mark end,
                   Report& report) {
  const auto critical = path.by_layer(end, network.layers.size());
  for (LayerId id = 1; id < network.size(); ++id) {
    LayerReport layer;
    layer.name = network.layer(id).name;
    layer.critical = critical[id];
    report.critical.compute_s += critical[id].compute_s;
    report.critical.page_in_s += critical[id].page_in_s;
    report.critical.wakeup_s += critical[id].wakeup_s;
    report.critical.transmission_s += critical[id].transmission_s;
    report.layers.push_back(std::move(layer));
  }
}

/// Of all images that were served by one plan.
void report_messages(const Cluster& cluster, const Plan& plan, const Served& served,
                     Report& report) {
  for (std::size_t index = 0; index < plan.stages.size(); ++index) {
    const Stage& stage = plan.stages[index];
    LayerReport& layer = report.layers[stage.layer - 1];
    for (std::size_t i = 0; i < stage.messages.size(); ++i) {
      const Message& message = stage.messages[i];
      const double wakeup = served.wakeup_s[index][i];
      const double transmission = served.images * lone_transfer_seconds(cluster, message);
      const double bytes = served.images * message.bytes;
      layer.messages += served.images;
      layer.bytes += bytes;
      layer.wakeup_serial_s += wakeup;
      layer.transmission_serial_s += transmission;
      report.messages += served.images;
      report.message_bytes += bytes;
      report.air_bytes += bytes * air_hops(cluster, message);
      report.delivery_serial_s += wakeup + transmission;
      report.devices[message.source].messages_sent += served.images;
      report.devices[message.source].bytes_sent += bytes;
      if (message.purpose != Purpose::halo) continue;
      report.halo_messages += served.images;
      report.halo_bytes += bytes;
      report.halo_serial_s += wakeup + transmission;
    }
  }
}

/// What a device needs for an image, whichever source that comes from.
Footprint memory_of(const std::vector<Plan>& plans, DeviceId device) {
  Footprint all;
  for (const Plan& plan : plans) {
    const Footprint& one = plan.memory[device];
    all.runtime = std::max(all.runtime, one.runtime);
    all.weights = std::max(all.weights, one.weights);
    all.activations = std::max(all.activations, one.activations);
    all.workspace = std::max(all.workspace, one.workspace);
    all.paged = std::max(all.paged, one.paged);
  }
  return all;
}

void report_devices(const Cluster& cluster, const std::vector<Plan>& plans, Ledger& ledger,
                    Report& report) {
  for (DeviceId device = 0; device < cluster.size(); ++device) {
    const Member& member = cluster.member(device);
    DeviceReport row;
    row.name = member.name;
    row.seconds = ledger.close(device, report.makespan_s);
    row.energy_j = energy_joules(member.device.power, row.seconds);
    row.memory = memory_of(plans, device);
    report.energy_j += row.energy_j;
    report.devices.push_back(std::move(row));
  }
}

void report_plans(const Cluster& cluster, const std::vector<Plan>& plans, const Service& service,
                  Report& report) {
  for (std::size_t source = 0; source < plans.size(); ++source) {
    const Served& served = service.served(source);
    const PlanMetrics metrics = measure(plans[source], cluster);
    report.redundant_macs += served.images * metrics.redundant_macs;
    report.computing_devices = std::max(report.computing_devices, metrics.computing_devices);
    report_messages(cluster, plans[source], served, report);
  }
}

/// Without tensors no actor runs a kernel, and SimGrid clears or protects every actor's whole
/// stack: small ones save half of a simulation's time.
void choose_stacks(bool kernels) {
  simgrid::s4u::Engine::set_config(kernels ? "contexts/guard-size:1" : "contexts/guard-size:0");
  simgrid::s4u::Engine::set_config(kernels ? "contexts/stack-size:8192" : "contexts/stack-size:32");
}

}  // namespace

Report simulate(const Network& network, const Cluster& cluster, const Workload& workload,
                const std::vector<Plan>& plans, const SimulationOptions& options,
                const NumericInputs* numeric) {
  World world(cluster, options.fidelity);
  choose_stacks(numeric != nullptr);
  Cell cell(world, cluster, options, workload.images == 1);
  Service service(cell, network, workload, plans, numeric);
  service.begin();
  world.engine().run();

  Report report;
  report.makespan_s = world.now();
  report.stream = service.close(report.makespan_s);
  report_devices(cluster, plans, cell.ledger, report);
  report_layers(network, cell.path, service.last_cause().mark, report);
  if (report.has_path()) report.busy_s = service.last_cause().busy_s;
  report_plans(cluster, plans, service, report);
  report.timeline = cell.timeline;
  report.timeline.finish();
  report.deployment_bytes = deployment_bytes(plans.front());
  if (options.fidelity == Fidelity::fluid) {
    report.deployment_s = simulate_deployment(world, cluster, plans.front(), options);
  }
  world.check_clock();
  report.results = service.first_results();
  return report;
}

Report simulate(const Network& network, const Cluster& cluster, const Plan& plan,
                const SimulationOptions& options, const NumericInputs* numeric) {
  Report report = simulate(network, cluster, Workload{}, std::vector{plan}, options, numeric);
  report.stream.reset();
  return report;
}

}  // namespace modnn
