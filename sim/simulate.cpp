#include "sim/simulate.h"

#include "partition/plan/cost.h"
#include "partition/plan/liveness.h"
#include "partition/plan/plan_metrics.h"
#include "sim/deployment.h"
#include "sim/middleware/inference.h"
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

void report_messages(const Cluster& cluster, const Plan& plan,
                     const std::vector<std::vector<double>>& wakeup_s, Report& report) {
  for (std::size_t index = 0; index < plan.stages.size(); ++index) {
    const Stage& stage = plan.stages[index];
    LayerReport& layer = report.layers[stage.layer - 1];
    for (std::size_t i = 0; i < stage.messages.size(); ++i) {
      const Message& message = stage.messages[i];
      const double wakeup = wakeup_s[index][i];
      const double transmission = lone_transfer_seconds(cluster, message);
      ++layer.messages;
      layer.bytes += message.bytes;
      layer.wakeup_serial_s += wakeup;
      layer.transmission_serial_s += transmission;
      ++report.messages;
      report.message_bytes += message.bytes;
      report.air_bytes += message.bytes * air_hops(cluster, message);
      report.delivery_serial_s += wakeup + transmission;
      ++report.devices[message.source].messages_sent;
      report.devices[message.source].bytes_sent += message.bytes;
      if (message.purpose != Purpose::halo) continue;
      ++report.halo_messages;
      report.halo_bytes += message.bytes;
      report.halo_serial_s += wakeup + transmission;
    }
  }
}

/// Without tensors no actor runs a kernel, and SimGrid clears or protects every actor's whole
/// stack: small ones save half of a simulation's time.
void choose_stacks(bool kernels) {
  simgrid::s4u::Engine::set_config(kernels ? "contexts/guard-size:1" : "contexts/guard-size:0");
  simgrid::s4u::Engine::set_config(kernels ? "contexts/stack-size:8192" : "contexts/stack-size:32");
}

}  // namespace

Report simulate(const Network& network, const Cluster& cluster, const Plan& plan,
                const SimulationOptions& options, const NumericInputs* numeric) {
  World world(cluster, options.fidelity);
  choose_stacks(numeric != nullptr);
  Cell cell(world, cluster, options);
  Inference inference(cell, network, plan, numeric);
  inference.begin();
  world.engine().run();

  Report report;
  const double end_s = world.now();
  report.makespan_s = end_s;
  for (DeviceId device = 0; device < plan.devices; ++device) {
    const Member& member = cluster.member(device);
    DeviceReport row;
    row.name = member.name;
    row.seconds = cell.ledger.close(device, end_s);
    row.energy_j = energy_joules(member.device.power, row.seconds);
    row.memory = plan.memory[device];
    report.energy_j += row.energy_j;
    report.devices.push_back(std::move(row));
  }
  report_layers(network, cell.path, inference.result_cause().mark, report);
  report.busy_s = inference.result_cause().busy_s;
  const PlanMetrics metrics = measure(plan, cluster);
  report.redundant_macs = metrics.redundant_macs;
  report.computing_devices = metrics.computing_devices;
  report_messages(cluster, plan, inference.wakeup_seconds(), report);
  report.timeline = cell.timeline;
  report.timeline.finish();
  report.deployment_bytes = deployment_bytes(plan);
  if (options.fidelity == Fidelity::fluid) {
    report.deployment_s = simulate_deployment(world, cluster, plan, options);
  }
  world.check_clock();
  if (numeric != nullptr) {
    for (const LayerId layer : result_layers(network)) {
      report.results.push_back(*inference.result(layer));
    }
  }
  return report;
}

}  // namespace modnn
