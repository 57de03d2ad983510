#include "sim/experiment/slurm.h"

#include <array>
#include <cstdio>
#include <fmt/format.h>
#include <sys/wait.h>

#include "config/error.h"
#include "sim/experiment/file_access.h"

namespace modnn {
namespace {

using Path = std::filesystem::path;

/// One word of a shell command.
std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}
std::string quoted(const Path& path) { return quoted(path.string()); }

std::string header(const SlurmJob& job, const std::string& what, const std::string& log) {
  std::string text = fmt::format(
      "#!/bin/bash\n"
      "#SBATCH --job-name={}-{}\n"
      "#SBATCH --output={}\n"
      "#SBATCH --open-mode=append\n",
      job.name, what, (job.folder() / log).string());
  for (const std::string& option : job.options) text += "#SBATCH " + option + "\n";
  return text;
}

/// The id that sbatch prints, of the submitted script.
std::string sbatch(const Path& script, const std::string& options) {
  const std::string command = "sbatch --parsable " + options + " " + quoted(script) + " 2>&1";
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw EnvironmentError("cannot start sbatch");
  std::string text;
  std::array<char, 512> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) text += buffer.data();
  const int status = pclose(pipe);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
    throw EnvironmentError("no sbatch on this machine: install Slurm, or use --engine local");
  }
  if (status != 0) throw EnvironmentError("sbatch failed: " + text);
  return text.substr(0, text.find(';'));  // "id;cluster" where there are several clusters
}

}  // namespace

std::string array_script(const SlurmJob& job) {
  std::string command = fmt::format("exec {} run {}", quoted(job.program), quoted(job.file));
  for (const std::string& setting : job.settings) command += " --set " + quoted(setting);
  if (job.point_timeout_s > 0) command += fmt::format(" --point-timeout {}", job.point_timeout_s);
  command += fmt::format(" --jobs {} --shard \"$SLURM_ARRAY_TASK_ID/{}\"", job.jobs, job.shards);
  command += " --output " + quoted(job.folder() / "shards") + "/\"$SLURM_ARRAY_TASK_ID\" --quiet\n";
  return header(job, "shards", "shard_%a.log") +
         fmt::format(
             "#SBATCH --array=1-{}\n"
             "#SBATCH --cpus-per-task={}\n"
             "#SBATCH --requeue\n",
             job.shards, job.jobs) +
         command;
}

std::string merge_script(const SlurmJob& job) {
  return header(job, "merge", "merge.log") +
         fmt::format("exec {} merge {}/* --output {}\n", quoted(job.program),
                     quoted(job.folder() / "shards"), quoted(job.output));
}

SubmittedJobs submit(const SlurmJob& job) {
  refuse_links(job.folder().parent_path());
  refuse_links(job.folder());
  std::error_code error;
  std::filesystem::create_directories(job.folder() / "shards", error);
  if (error) throw EnvironmentError(job.folder().string() + ": " + error.message());
  write_file(job.folder() / "shards.sh", array_script(job));
  write_file(job.folder() / "merge.sh", merge_script(job));
  SubmittedJobs ids;
  ids.array = sbatch(job.folder() / "shards.sh", "");
  // Whatever became of the tasks: the merge says which points are missing.
  ids.merge = sbatch(job.folder() / "merge.sh", "--dependency=afterany:" + ids.array);
  return ids;
}

}  // namespace modnn
