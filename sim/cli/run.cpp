#include <algorithm>
#include <fmt/format.h>
#include <thread>

#include "sim/cli/commands.h"
#include "sim/cli/figures.h"
#include "sim/experiment/sweep.h"
#include "sim/world/packet_level.h"

namespace modnn {
namespace {

struct RunArguments {
  std::vector<std::string> files;
  std::vector<std::string> settings;
  SweepOptions sweep;
  bool dry_run = false;
};

std::vector<Sweep> load_sweeps(const RunArguments& arguments) {
  std::vector<Setting> settings;
  for (const std::string& text : arguments.settings) settings.push_back(parse_setting(text));
  std::vector<Sweep> sweeps;
  for (const std::string& file : arguments.files) sweeps.emplace_back(file, settings);
  return sweeps;
}

/// Whether the experiment or a value of its sweep may ask for packets.
bool mentions_ns3(const Json& value) {
  if (value.is_structured()) return std::any_of(value.begin(), value.end(), mentions_ns3);
  return value.is_string() && value.get<std::string>() == "ns3";
}

ExitCode run(const RunArguments& arguments) {
  // Everything is read before anything runs, so that an error in the last file costs no time.
  const std::vector<Sweep> sweeps = load_sweeps(arguments);
  for (const Sweep& sweep : sweeps) {
    if (mentions_ns3(sweep.resolved())) ensure_packet_level_defaults();
  }
  ExitCode code = ExitCode::done;
  for (const Sweep& sweep : sweeps) {
    if (arguments.dry_run) {
      fmt::print("{}: {} points\n", sweep.name(), sweep.size());
      continue;
    }
    const SweepOutcome outcome = run_sweep(sweep, arguments.sweep);
    fmt::print("{}\n{}: {} computed, {} reused, {} failed\n", outcome.table,
               outcome.folder.string(), outcome.computed, outcome.reused, outcome.failed);
    if (outcome.failed > 0) code = ExitCode::points_failed;
    code = std::max(code, draw_figures(outcome.folder, sweep.figures()));
  }
  return code;
}

}  // namespace

void add_run(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("run", "Simulates every point of experiment files")
          ->footer(
              "Examples:\n"
              "  modnn run experiments/paper_speedup.json\n"
              "  modnn run experiments/paper_speedup.json --set /delivery/via=peer --jobs 2");
  auto arguments = std::make_shared<RunArguments>();
  arguments->sweep.jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  command->add_option("FILE", arguments->files, "Experiment files (JSON)")->required();
  command
      ->add_option("--set", arguments->settings,
                   "/pointer=value: replaces a value of the resolved experiment")
      ->allow_extra_args(false);
  command->add_option("--jobs", arguments->sweep.jobs, "Points that run at a time")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command->add_option("--output", arguments->sweep.output, "Folder of the result sets")
      ->capture_default_str();
  command->add_flag("--force", arguments->sweep.force, "Compute points that have results already");
  command->add_flag("--retry-failed", arguments->sweep.retry_failed, "Compute failed points again");
  command->add_flag("--dry-run", arguments->dry_run, "Check the files and count the points only");
  command->add_flag("--quiet", arguments->sweep.quiet, "No progress on stderr");
  command->callback([&action, arguments] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace modnn
