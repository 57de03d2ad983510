#include <filesystem>
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/names.h"
#include "cli/run.h"
#include "experiments/run/check_values.h"
#include "experiments/run/slurm.h"
#include "process/streams.h"

namespace modnn {
namespace {

struct SubmitArguments {
  RunArguments run;
  std::string engine;
  std::size_t shards = 1;
  std::vector<std::string> options;
};

SlurmJob job_of(const SubmitArguments& arguments, const Sweep& sweep) {
  const auto absolute = [](const std::filesystem::path& path) {
    return std::filesystem::absolute(path).lexically_normal();
  };
  SlurmJob job;
  job.name = sweep.name();
  job.program = std::filesystem::read_symlink("/proc/self/exe");
  job.file = absolute(experiment_file(arguments.run.files.front()));
  job.settings = arguments.run.settings;
  job.allow_commands = arguments.run.allow_commands;
  job.shards = arguments.shards;
  job.jobs = arguments.run.sweep.jobs;
  job.point_timeout_s = arguments.run.sweep.point_timeout_s;
  job.output = absolute(arguments.run.sweep.output);
  job.options = arguments.options;
  return job;
}

/// Every task would end with what can be said now: that results of another experiment are there.
/// The shards share one experiment, so that one of them tells.
void refuse_other_results(const Sweep& sweep, const SlurmJob& job) {
  SweepOptions options;
  options.output = job.output;
  const PendingSweep merged(sweep, options);
  std::error_code ignored;
  for (const auto& shard : std::filesystem::directory_iterator(job.folder() / "shards", ignored)) {
    options.output = shard.path();
    const PendingSweep part(sweep, options);
    return;
  }
}

ExitCode submit(SubmitArguments& arguments) {
  if (arguments.engine == "local") return run(arguments.run);
  const std::vector<Sweep> sweeps = load_sweeps(arguments.run);
  check_values(sweeps.front(), arguments.run.sweep.jobs, false);
  const SlurmJob job = job_of(arguments, sweeps.front());
  check_words(job);
  refuse_other_results(sweeps.front(), job);
  if (arguments.run.dry_run) {
    print("# {}\n{}\n# {}, after all tasks of the array\n{}", (job.folder() / "shards.sh").string(),
          array_script(job), (job.folder() / "merge.sh").string(), merge_script(job));
    return ExitCode::done;
  }
  const SubmittedJobs ids = submit(job);
  print("{}: {} points in job array {} of {} shards, merged by job {} into {}\n", job.name,
        sweeps.front().size(), ids.array, job.shards, ids.merge, (job.output / job.name).string());
  return ExitCode::done;
}

}  // namespace

void add_submit(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("submit", "Hands a sweep to a cluster's scheduler, in shards")
          ->footer(
              "Examples:\n"
              "  modnn submit sweep.json --engine slurm --shards 16 --output /shared/results\n"
              "  modnn submit sweep.json --engine slurm --shards 4 --sbatch=--partition=short "
              "--dry-run\n"
              "The output folder must be one that all machines see. Submitting again computes what "
              "is missing.");
  auto arguments = std::make_shared<SubmitArguments>();
  SweepOptions& sweep = arguments->run.sweep;
  arguments->run.files.resize(1);
  command->add_option("FILE", arguments->run.files.front(), "Experiment file (JSON)")->required();
  command->add_option("--engine", arguments->engine, "slurm: a job array; local: modnn run")
      ->check(CLI::IsMember({"slurm", "local"}))
      ->required();
  command->add_option("--shards", arguments->shards, "Tasks of the job array")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  command->add_option("--jobs", sweep.jobs, "Points that run at a time in a task")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command
      ->add_option("--set", arguments->run.settings,
                   "/pointer=value: replaces a value of the resolved experiment")
      ->allow_extra_args(false);
  command->add_option("--output", sweep.output, "Folder of the result sets")->capture_default_str();
  command
      ->add_option("--point-timeout", sweep.point_timeout_s,
                   "Seconds after which a point has failed")
      ->check(seconds_valid());
  command->add_option("--sbatch", arguments->options, "A further option of sbatch; may be repeated")
      ->allow_extra_args(false);
  add_allow_commands(*command, arguments->run.allow_commands);
  command->add_flag("--dry-run", arguments->run.dry_run, "Print the scripts only");
  command->callback([&action, arguments] { action = [arguments] { return submit(*arguments); }; });
}

}  // namespace modnn
