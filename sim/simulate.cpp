#include "sim/simulate.h"

#include <algorithm>
#include <fmt/format.h>

#include "partition/plan/cost.h"
#include "partition/plan/plan_metrics.h"
#include "sim/deployment.h"
#include "sim/service/recovery.h"
#include "sim/service/service.h"
#include "sim/service/tiles.h"
#include "sim/world/world.h"

namespace modnn {
namespace {

double energy_joules(const Power& power, const ActivitySeconds& seconds) {
  constexpr double elsewhere_w = 0;
  const std::array<double, activity_count> watts{
      elsewhere_w,    power.compute_w,  power.idle_w,  // of paging
      power.wakeup_w, power.transmit_w, power.receive_w, power.idle_w};
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

/// Of one message, which went so many times and waited for radios as long in all.
void report_message(const Cluster& cluster, const Message& message, LayerId of_layer, int times,
                    double wakeup, Report& report) {
  LayerReport& layer = report.layers[of_layer - 1];
  const double transmission = times * lone_transfer_seconds(cluster, message);
  const double bytes = times * message.bytes;
  layer.messages += times;
  layer.bytes += bytes;
  layer.wakeup_serial_s += wakeup;
  layer.transmission_serial_s += transmission;
  report.messages += times;
  report.message_bytes += bytes;
  report.air_bytes += bytes * air_hops(cluster, message);
  report.delivery_serial_s += wakeup + transmission;
  report.devices[message.source].messages_sent += times;
  report.devices[message.source].bytes_sent += bytes;
  if (message.purpose != Purpose::halo) return;
  report.halo_messages += times;
  report.halo_bytes += bytes;
  report.halo_serial_s += wakeup + transmission;
}

/// Of all images that were served by one plan.
void report_messages(const Cluster& cluster, const Route& route, Report& report) {
  for (std::size_t index = 0; index < route.plan->stages.size(); ++index) {
    const Stage& stage = route.plan->stages[index];
    for (std::size_t i = 0; i < stage.messages.size(); ++i)
      report_message(cluster, stage.messages[i], stage.layer, route.messages[index][i],
                     route.wakeup_s[index][i], report);
  }
}

/// What a device needs for an image, whichever source that comes from.
Footprint memory_of(const std::vector<const Plan*>& plans, DeviceId device) {
  Footprint all;
  for (const Plan* plan : plans) {
    if (device >= plan->devices) continue;
    const Footprint& one = plan->memory[device];
    all.runtime = std::max(all.runtime, one.runtime);
    all.weights = std::max(all.weights, one.weights);
    all.activations = std::max(all.activations, one.activations);
    all.workspace = std::max(all.workspace, one.workspace);
    all.paged = std::max(all.paged, one.paged);
  }
  return all;
}

void report_devices(const Cluster& cluster, const std::vector<const Plan*>& plans, Ledger& ledger,
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

void report_service(const Network&, const Cluster& cluster, const Service& service,
                    Report& report) {
  for (const Route& route : service.routes()) {
    const PlanMetrics metrics = measure(*route.plan, cluster);
    report.redundant_macs += route.images * metrics.redundant_macs;
    report.computing_devices = std::max(report.computing_devices, metrics.computing_devices);
    report_messages(cluster, route, report);
  }
}

/// Of tiles that were dealt out at run time.
void report_service(const Network& network, const Cluster& cluster, const TileService& service,
                    Report& report) {
  for (const SentMessage& sent : service.sent())
    report_message(cluster, sent.message, sent.subject.layer, 1, sent.wakeup_s, report);
  double needed = 0;
  for (LayerId id = 1; id < network.size(); ++id)
    needed += work(network, id, whole(network.layer(id).shape)).macs;
  report.redundant_macs = -needed * static_cast<double>(report.stream->images.size());
  for (const double macs : service.macs()) {
    report.redundant_macs += macs;
    if (macs > 0) ++report.computing_devices;
  }
}

/// Where no actor runs a kernel or plans, small stacks save half of a simulation's time: SimGrid
/// clears or protects the whole of every one.
void choose_stacks(bool large) {
  simgrid::s4u::Engine::set_config(large ? "contexts/guard-size:1" : "contexts/guard-size:0");
  simgrid::s4u::Engine::set_config(large ? "contexts/stack-size:8192" : "contexts/stack-size:32");
}

Cluster with_joining(Cluster cluster, const Changes* changes) {
  if (changes != nullptr)
    cluster.members.insert(cluster.members.end(), changes->joining.begin(), changes->joining.end());
  return cluster;
}

std::vector<double> other_rates(const Changes* changes) {
  std::vector<double> rates;
  if (changes == nullptr) return rates;
  for (const Event& event : changes->events)
    if (event.change == Change::rate) rates.push_back(event.rate_bps);
  return rates;
}

/// Throws what is to be said instead of a report.
void report_changes(const Recovery& recovery, const StreamReport& stream, Report& report) {
  if (!recovery.failure().empty()) throw std::runtime_error(recovery.failure());
  const int entry = recovery.first_to_come();
  if (entry >= 0)
    throw EventTooLate(entry, fmt::format("expected a time before the service ends, at {:.6g} s",
                                          report.makespan_s));
  report.churn = recovery.cost();
  report.churn->lost_images = stream.lost();
}

/// What the service's images take.
template <class AnyService>
Report play(World& world, Cell& cell, AnyService& service, const Network& network,
            const Cluster& cluster, const Recovery* recovery = nullptr) {
  service.begin();
  world.engine().run();

  Report report;
  report.makespan_s = world.now();
  report.stream = service.close(report.makespan_s);
  if (recovery) report_changes(*recovery, *report.stream, report);
  if (cell.options.loss.probability > 0) {
    if (!report.churn) report.churn.emplace();
    report.churn->resent_bytes += cell.post.resent_bytes();
  }
  report_devices(cluster, service.plans(), cell.ledger, report);
  report_layers(network, cell.path, service.last_cause().mark, report);
  if (report.has_path()) report.busy_s = service.last_cause().busy_s;
  report_service(network, cluster, service, report);
  report.results = service.first_results();
  return report;
}

}  // namespace

Report simulate(const Network& network, const Cluster& at_first, const Workload& workload,
                const std::vector<Plan>& plans, const SimulationOptions& options,
                const NumericInputs* numeric, const Changes* changes) {
  Cluster cluster = with_joining(at_first, changes);  // as it is now, which may change
  World world(cluster, options.fidelity, other_rates(changes));
  choose_stacks(numeric != nullptr || changes != nullptr);
  Cell cell(world, cluster, options, workload.images == 1);
  Report report;
  if (options.tiles == Tiles::planned) {
    Service service(cell, network, workload, plans, numeric);
    std::optional<Recovery> recovery;
    if (changes != nullptr)
      recovery.emplace(cell, cluster, network, *changes, plans, service).begin();
    report = play(world, cell, service, network, cluster, recovery ? &*recovery : nullptr);
  } else {
    TileService service(cell, network, workload, plans.front(), numeric);
    report = play(world, cell, service, network, cluster);
  }
  report.timeline = cell.timeline;
  report.timeline.finish();
  report.deployment_bytes = deployment_bytes(plans.front());
  if (options.fidelity == Fidelity::fluid) {
    report.deployment_s = simulate_deployment(world, cluster, plans.front(), options);
  }
  world.check_clock();
  return report;
}

Report simulate(const Network& network, const Cluster& cluster, const Plan& plan,
                const SimulationOptions& options, const NumericInputs* numeric) {
  Report report = simulate(network, cluster, Workload{}, std::vector{plan}, options, numeric);
  report.stream.reset();
  return report;
}

}  // namespace modnn
