#include <algorithm>
#include <fmt/format.h>
#include <thread>
#include <utility>

#include "cli/commands.h"
#include "cli/names.h"
#include "experiments/spec/point_place.h"
#include "partition/plan/cost.h"
#include "partition/plan/plan_json.h"
#include "partition/plan/plan_metrics.h"
#include "partition/plan/planner.h"
#include "process/patience.h"
#include "process/streams.h"

namespace modnn {
namespace {

std::string text(const Box& box) {
  return fmt::format("[{}:{}, {}:{}, {}:{}]", box.channels.begin, box.channels.end, box.rows.begin,
                     box.rows.end, box.cols.begin, box.cols.end);
}

/// What the hull of a region, the MACs and the bytes do not tell of a task.
std::string unusual(const Task& task) {
  std::string words;
  if (task.operation != Operation::compute) words += ", " + operation_name(task.operation);
  if (task.computes.boxes().size() > 1)
    words += fmt::format(", {} values of these", task.computes.elements());
  return words;
}

void print_plan(const Network& network, const Cluster& cluster, const Plan& plan) {
  for (const Stage& stage : plan.stages) {
    print("{}{}\n", network.layer(stage.layer).name, stage.tasks.empty() ? " (result)" : "");
    for (const Message& message : stage.messages) {
      std::string pieces;
      for (const Piece& piece : message.pieces) {
        for (const Box& box : piece.region.boxes())
          pieces += fmt::format(" {} {}", network.layer(piece.map.layer).name, text(box));
      }
      print("  {:7} {} -> {}:{}, {:.0f} bytes\n", purpose_name(message.purpose),
            cluster.member(message.source).name, cluster.member(message.destination).name, pieces,
            message.bytes);
    }
    for (const Task& task : stage.tasks) {
      print("  compute {} {}, {:.4g} MAC, {:.0f} weight bytes{}\n",
            cluster.member(task.device).name, text(task.computes.hull()), task.work.macs,
            task.weight_bytes, unusual(task));
    }
  }
  print("\n{:12}  {:>14}  {:>16}  {:>15}  {:>14}\n", "device", "weight_bytes", "activation_bytes",
        "workspace_bytes", "paged_bytes");
  for (DeviceId device = 0; device < plan.devices; ++device) {
    const Footprint& memory = plan.memory[device];
    print("{:12}  {:14.0f}  {:16.0f}  {:15.0f}  {:14.0f}\n", cluster.member(device).name,
          memory.weights, memory.activations, memory.workspace, memory.paged);
  }
  const PlanMetrics metrics = measure(plan, cluster);
  print(
      "\n{} messages with {:.0f} bytes ({} halos with {:.0f} bytes), {:.6g} MAC, "
      "MAC imbalance {:.2f} %",
      metrics.messages, metrics.bytes, metrics.halo_messages, metrics.halo_bytes, metrics.macs,
      100 * metrics.mac_imbalance);
  if (metrics.redundant_macs > 0) print(", {:.6g} MAC redundant", metrics.redundant_macs);
  print("\n");
}

/// A pipeline does well by one of the two and badly by the other.
void print_latency_and_throughput(const Network& network, const Experiment& experiment,
                                  const Plan& plan) {
  const bool wakes = experiment.plan.radios_sleep;
  const PlannedLoad load = planned_load(network, experiment.cluster, plan, wakes);
  const auto busiest = std::ranges::max_element(load.device_s) - load.device_s.begin();
  const bool by_air = load.air_s > load.device_s[busiest];
  print(
      "planned latency {:.4g} s, throughput at most {:.4g} images per second ({}: {:.4g} s each)\n",
      planned_makespan_s(network, experiment.cluster, plan, wakes), 1 / load.bottleneck_s(),
      by_air ? "the air" : experiment.cluster.member(static_cast<DeviceId>(busiest)).name,
      load.bottleneck_s());
}

ExitCode plan(const std::string& file, const std::vector<std::string>& texts, bool as_json,
              Commands commands) {
  std::vector<Setting> settings;
  for (const std::string& setting : texts) settings.push_back(parse_setting(setting));
  const Patience patience("reading and planning " + file);
  const Sweep sweep(experiment_file(file), settings, commands);
  if (sweep.size() != 1) {
    throw InputError(
        fmt::format("{}: /sweep: {} points, but a plan is of one: choose values with --set", file,
                    sweep.size()));
  }
  const Experiment experiment = sweep.read(0);
  const Network network = planned_network(experiment);
  const int jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  // Of a workload the plan of its first source.
  const Plan made = std::move(located_plans(sweep, 0, experiment, network, jobs).front());
  if (as_json) {
    write_output(plan_json(network, experiment.cluster, made).dump(2) + "\n");
  } else {
    print_plan(network, experiment.cluster, made);
    const PartitionSpec& spec = experiment.plan.partition;
    if (!spec.pipeline.empty() || spec.search)
      print_latency_and_throughput(network, experiment, made);
  }
  return ExitCode::done;
}

}  // namespace

void add_plan(CLI::App& app, Action& action) {
  struct Arguments {
    std::string file;
    std::vector<std::string> settings;
    bool json = false;
    bool allow_commands = false;
  };
  auto* command = app.add_subcommand("plan", "Prints the plan of one point without simulating it")
                      ->footer(
                          "Example: modnn plan experiments/paper_speedup.json "
                          "--set /platform/workers/0/count=4 --set /partition/conv=bodp");
  auto arguments = std::make_shared<Arguments>();
  command
      ->add_option("FILE", arguments->file, "Experiment file (JSON), or the name of a shipped one")
      ->required();
  command
      ->add_option("--set", arguments->settings,
                   "/pointer=value: replaces a value of the resolved experiment")
      ->allow_extra_args(false);
  command->add_flag("--json", arguments->json,
                    "Machine-readable, and for /partition/plan to be read again");
  add_allow_commands(*command, arguments->allow_commands);
  command->callback([&action, arguments] {
    action = [arguments] {
      return plan(arguments->file, arguments->settings, arguments->json,
                  arguments->allow_commands ? Commands::allowed : Commands::refused);
    };
  });
}

}  // namespace modnn
