#include "experiments/results/merge.h"

#include <fmt/format.h>
#include <thread>

#include "cli/commands.h"
#include "cli/figures.h"
#include "process/patience.h"
#include "process/streams.h"

namespace modnn {
namespace {

ExitCode report(const MergeOutcome& outcome) {
  print("{}: {} points, {} missing, {} failed\n", outcome.folder.string(), outcome.points,
        outcome.missing, outcome.failed);
  if (outcome.damaged > 0) {
    say("modnn: {} damaged rows are passed over\n", outcome.damaged);
  }
  if (!outcome.versions.empty()) {
    say("modnn: {}: was computed by several versions: {}\n", outcome.folder.string(),
        outcome.versions);
  }
  for (const std::string& file : outcome.mended) {
    say("modnn: {}: was changed since modnn wrote it: written again\n",
        (outcome.folder / file).string());
  }
  for (const std::string& conflict : outcome.conflicts) say("{}\n", conflict);
  const bool whole = outcome.missing == 0 && outcome.failed == 0 && outcome.conflicts.empty();
  return whole ? ExitCode::done : ExitCode::points_failed;
}

ExitCode run(const std::vector<std::filesystem::path>& folders,
             const std::filesystem::path& output) {
  const int jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const auto outcomes = [&] {
    const Patience patience("merging into " + output.string());
    return merge(folders, output, jobs);
  }();
  ExitCode code = ExitCode::done;
  for (const MergeOutcome& outcome : outcomes) {
    discard_figures(outcome.folder);
    const ExitCode one = report(outcome);
    code = std::max(code, one);
  }
  return code;
}

}  // namespace

void add_merge(CLI::App& app, Action& action) {
  struct Arguments {
    std::vector<std::filesystem::path> folders;
    std::filesystem::path output;
  };
  auto* command =
      app.add_subcommand("merge", "Merges the shards of a sweep into one result set")
          ->footer(
              "Example:\n"
              "  modnn run sweep.json --shard 1/2 --output one\n"
              "  modnn run sweep.json --shard 2/2 --output two\n"
              "  modnn merge one two --output results\n"
              "Exit: 0 done, 1 points are missing, failed or differ between the parts.");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("DIR", arguments->folders, "Result sets, or folders that hold some")
      ->required();
  command->add_option("--output", arguments->output, "Folder of the merged sets")->required();
  command->callback([&action, arguments] {
    action = [arguments] { return run(arguments->folders, arguments->output); };
  });
}

}  // namespace modnn
