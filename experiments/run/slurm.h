#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace modnn {

/// A sweep as a Slurm job array, one task per shard, and a merge that waits for all of them.
struct SlurmJob {
  std::string name;                   ///< of the experiment
  std::filesystem::path program;      ///< the modnn binary; all paths are absolute
  std::filesystem::path file;         ///< the experiment
  std::vector<std::string> settings;  ///< of --set
  bool allow_commands = false;        ///< of --allow-commands
  std::size_t shards = 1;
  int jobs = 1;  ///< points at a time in a task, each on a CPU of its own
  double point_timeout_s = 0;
  std::filesystem::path output;      ///< the merged set lands in output/<name>
  std::vector<std::string> options;  ///< further options of sbatch, e.g. --partition=short

  /// Holds the scripts, the logs and, in shards/<i>, the result set of every task.
  std::filesystem::path folder() const { return output / ".slurm" / name; }
};

/// The batch script of the array. A task that is requeued goes on where it was.
std::string array_script(const SlurmJob& job);
/// The batch script of the merge.
std::string merge_script(const SlurmJob& job);

/// Throws InputError with what cannot stand in a script or in a directive of sbatch.
void check_words(const SlurmJob& job);

/// The id in what sbatch --parsable prints, or "" when its last line is none.
std::string job_id(std::string text);

struct SubmittedJobs {
  std::string array;
  std::string merge;
};

/// Writes both scripts and hands them to sbatch. Throws EnvironmentError when that fails.
SubmittedJobs submit(const SlurmJob& job);

}  // namespace modnn
