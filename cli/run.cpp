#include "cli/run.h"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <map>
#include <sys/ioctl.h>
#include <thread>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/echo.h"
#include "cli/figures.h"
#include "cli/names.h"
#include "experiments/run/estimate.h"
#include "process/interrupts.h"
#include "process/patience.h"
#include "process/streams.h"
#include "sim/world/packet_level.h"

namespace modnn {
namespace {

/// Whether the experiment or a value of its sweep may ask for packets.
bool mentions_ns3(const Json& value) {
  if (value.is_structured()) return std::any_of(value.begin(), value.end(), mentions_ns3);
  return value.is_string() && value.get<std::string>() == "ns3";
}

void print_outlook(const PendingSweep& pending, const SweepOptions& options) {
  const Patience patience("trying some points for an estimate", options.quiet);
  const std::size_t points = pending.missing.size() + pending.reused;
  const std::string time = pending.missing.empty() ? "" : ", " + estimate(pending, options.jobs);
  print("{}: {} points, {} there already, {} to compute{}\n", pending.sweep.name(), points,
        pending.reused, pending.missing.size(), time);
}

ExitCode run(PendingSweep& pending, const SweepOptions& options) {
  if (!options.quiet) say("{}", echo(pending.sweep));
  const SweepOutcome outcome = run_sweep(pending, options);
  if (outcome.changed) discard_figures(outcome.folder);
  // Standard output belongs to the rows when they go to a pipe.
  if (!outcome.table.empty() && !options.json_lines) print("{}\n", outcome.table);
  const std::string summary =
      fmt::format("{}: {} computed, {} reused, {} failed\n", one_line(outcome.folder.string()),
                  outcome.computed, outcome.reused, outcome.failed);
  if (options.json_lines) {
    say("{}", summary);
  } else {
    print("{}", summary);
  }
  flush_output();  // before what follows on standard error
  say("{}{}", outcome.failures.text("failed"), outcome.notes.text("note"));
  if (outcome.left > 0) {
    say("modnn: interrupted, {} points left: the same command goes on\n", outcome.left);
    return ExitCode::points_failed;
  }
  const ExitCode code = outcome.wrong > 0    ? ExitCode::bad_input
                        : outcome.failed > 0 ? ExitCode::points_failed
                                             : ExitCode::done;
  if (options.json_lines) return code;  // the scripts of the figures print to standard output
  const Drawn drawn =
      draw_figures(outcome.folder, missing_figures(outcome.folder, pending.sweep.figures()));
  // A figure that does not apply has said so: the results are whole without it.
  return drawn == Drawn::failed ? std::max(code, ExitCode::points_failed) : code;
}

void add_options(CLI::App& command, RunArguments& arguments) {
  SweepOptions& sweep = arguments.sweep;
  command.add_option("FILE", arguments.files, "Experiment files (JSON), or names of shipped ones")
      ->required();
  command
      .add_option("--set", arguments.settings,
                  "/pointer=value: replaces a value of the resolved experiment")
      ->allow_extra_args(false);
  command.add_option("--jobs", sweep.jobs, "Points that run at a time")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command.add_option("--output", sweep.output, "Folder of the result sets")->capture_default_str();
  command.add_option("--shard", arguments.shard, "i/n: only every n-th point, from the i-th on");
  command
      .add_option("--point-timeout", sweep.point_timeout_s,
                  "Seconds after which a point has failed")
      ->check(seconds_valid());
  command.add_flag("--force", sweep.force, "Compute points that have results already");
  command.add_flag("--replace", sweep.replace,
                   "Take the place of results of another experiment of this name in the output "
                   "folder; the rows that it computed stay in points.jsonl");
  command.add_flag("--retry-failed", sweep.retry_failed, "Compute failed points again");
  command.add_flag("--trace", sweep.trace,
                   "Also write what every phone and message did when to traces/<point_id>.json of "
                   "the result set, for Perfetto or chrome://tracing; points that succeeded "
                   "without leaving a trace are computed again");
  command.add_flag("--dry-run", arguments.dry_run,
                   "Check the files, count the points and estimate the time only");
  command.add_flag(
      "--json-lines", sweep.json_lines,
      "Every row to standard output as it is computed, one JSON object a line, instead of the "
      "table and the figures");
  command.add_flag("--all-rows", sweep.look.all_rows,
                   "Every point and replication in the table, however many");
  add_allow_commands(command, arguments.allow_commands);
  command.add_flag("--quiet", sweep.quiet, "No progress on stderr");
}

/// Characters in a line of the terminal on standard output; 0 where there is none.
std::size_t terminal_width() {
  winsize size{};
  const bool known = isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
  return known ? size.ws_col : 0;
}

/// The sets of two experiments of one name would be one folder.
void refuse_equal_names(const std::vector<Sweep>& sweeps, const RunArguments& arguments) {
  std::map<std::string, std::string> files;  // by name
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < sweeps.size(); ++i) {
    const auto [other, added] = files.emplace(sweeps[i].name(), arguments.files[i]);
    if (added) continue;
    lines.push_back(fmt::format(
        "{}: /name: expected a name of its own, got \"{}\" as in {}: both would write {}",
        arguments.files[i], sweeps[i].name(), other->second,
        (arguments.sweep.output / sweeps[i].name()).string()));
  }
  if (!lines.empty()) throw InputError(lines);
}

}  // namespace

std::vector<Sweep> load_sweeps(const RunArguments& arguments) {
  std::vector<Setting> settings;
  for (const std::string& text : arguments.settings) settings.push_back(parse_setting(text));
  std::vector<Sweep> sweeps;
  std::vector<std::string> lines;
  for (const std::string& file : arguments.files) {
    try {
      const Patience patience("reading " + file, arguments.sweep.quiet);
      sweeps.emplace_back(experiment_file(file), settings,
                          arguments.allow_commands ? Commands::allowed : Commands::refused);
    } catch (const InputError& error) {
      lines.insert(lines.end(), error.lines().begin(), error.lines().end());
    }
  }
  if (!lines.empty()) throw InputError(lines);
  return sweeps;
}

ExitCode run(RunArguments& arguments) {
  arguments.sweep.shard = parse_shard(arguments.shard);
  arguments.sweep.look.width = terminal_width();
  // Everything is read before anything runs, so that an error in the last file costs no time.
  const std::vector<Sweep> sweeps = load_sweeps(arguments);
  refuse_equal_names(sweeps, arguments);
  for (const Sweep& sweep : sweeps) {
    if (mentions_ns3(sweep.resolved())) ensure_packet_level_defaults();
  }
  std::deque<PendingSweep> pending;
  for (const Sweep& sweep : sweeps) pending.emplace_back(sweep, arguments.sweep);
  ExitCode code = ExitCode::done;
  for (PendingSweep& sweep : pending) {
    if (arguments.dry_run) {
      print_outlook(sweep, arguments.sweep);
      continue;
    }
    const ExitCode ended = run(sweep, arguments.sweep);
    code = std::max(code, ended);
    if (Interrupts::count() > 0) break;
  }
  return code;
}

void add_run(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("run", "Simulates every point of experiment files")
          ->footer(
              "Examples:\n"
              "  modnn run experiments/paper_speedup.json\n"
              "  modnn run experiments/paper_speedup.json --set /delivery/via=peer --jobs 2\n"
              "  modnn run sweep.json --dry-run\n"
              "  modnn run experiments/paper_speedup.json --set /platform/workers/0/count=4 "
              "--trace\n"
              "  modnn run sweep.json --shard 1/4 --output shards/1\n"
              "  modnn run sweep.json --json-lines | jq .result.makespan_s\n"
              "Ctrl-C finishes the running points; the same command goes on later.\n"
              "Exit: 0 done, 1 points failed or interrupted, 2 wrong input, 3 wrong environment.");
  auto arguments = std::make_shared<RunArguments>();
  arguments->sweep.jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  add_options(*command, *arguments);
  command->callback([&action, arguments] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace modnn
