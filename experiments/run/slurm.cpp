#include "experiments/run/slurm.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "config/error.h"
#include "config/file_access.h"
#include "process/program.h"
#include "process/streams.h"

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

/// A value in a directive: sbatch splits at spaces, begins comments at # and knows quotes.
std::string directive_value(const std::string& text) {
  std::string value = "\"";
  for (const char c : text) value += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
  return value + "\"";
}

/// Whether there is a character that ends a line somewhere: those of ASCII, of the second half of
/// Latin-1 (as UTF-8) and of Unicode (U+2028 and U+2029), which editors and readers of logs know.
bool has_control(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7f) return true;
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (c == 0xc2 && next >= 0x80 && next < 0xa0) return true;
    if (text.compare(i, 3, "\xe2\x80\xa8") == 0 || text.compare(i, 3, "\xe2\x80\xa9") == 0)
      return true;
  }
  return false;
}

/// In the name of a log file sbatch replaces %a and the like.
std::string without_patterns(const std::string& text) {
  std::string name;
  for (const char c : text) name += c == '%' ? std::string("%%") : std::string{c};
  return name;
}

/// `--name=value` or `--name value`; a value of plain characters stays as it is.
std::string directive(const std::string& option) {
  const std::size_t end = option.find_first_of("= ");
  if (end == std::string::npos) return option;
  const std::string value = option.substr(end + 1);
  const bool plain = value.find_first_of(" \t#\"'\\") == std::string::npos;
  return plain ? option : option.substr(0, end + 1) + directive_value(value);
}

std::string header(const SlurmJob& job, const std::string& what, const std::string& log) {
  std::string text = fmt::format(
      "#!/bin/bash\n"
      "#SBATCH --job-name={}\n"
      "#SBATCH --output={}\n"
      "#SBATCH --open-mode=append\n",
      directive_value(job.name + "-" + what),
      directive_value(without_patterns(job.folder().string()) + "/" + log));
  for (const std::string& option : job.options) text += "#SBATCH " + directive(option) + "\n";
  return text;
}

/// The id of the submitted script: "id" or "id;cluster" in the last line that sbatch prints.
std::string sbatch(const Path& script, const std::vector<std::string>& options) {
  std::vector<std::string> words{"sbatch", "--parsable"};
  words.insert(words.end(), options.begin(), options.end());
  words.push_back(script.string());
  const Ended ended = run_program(words, Streams::captured);
  if (ended.status == 127) {
    throw EnvironmentError("no sbatch on this machine: install Slurm, or use --engine local (" +
                           one_line(ended.errors) + ")");
  }
  if (ended.status != 0) throw EnvironmentError("sbatch failed: " + ended.errors + ended.output);
  say("{}", ended.errors);
  const std::string id = job_id(ended.output);
  if (id.empty()) {
    throw EnvironmentError("sbatch: expected a job id, got \"" + one_line(ended.output) + "\"");
  }
  return id;
}

}  // namespace

std::string job_id(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  const std::string line = text.substr(text.rfind('\n') + 1);  // npos + 1 is 0
  const std::string id = line.substr(0, line.find(';'));
  const bool digits = !id.empty() && id.find_first_not_of("0123456789") == std::string::npos;
  return digits ? id : "";
}

void check_words(const SlurmJob& job) {
  std::vector<std::string> lines;
  const auto refuse_controls = [&lines](const std::string& what, const std::string& text) {
    if (has_control(text)) {
      lines.push_back(what + ": expected no line break or other control character, got \"" +
                      one_line(text) + "\"");
    }
  };
  refuse_controls("name of the experiment", job.name);
  refuse_controls("the program's own path", job.program.string());
  refuse_controls("FILE", job.file.string());
  refuse_controls("--output", job.output.string());
  if (job.folder().string().find('\\') != std::string::npos) {
    lines.push_back("--output: expected no backslash, which sbatch has a meaning for, got \"" +
                    one_line(job.folder().string()) + "\"");
  }
  for (const std::string& setting : job.settings) refuse_controls("--set", setting);
  for (const std::string& option : job.options) {
    refuse_controls("--sbatch", option);
    if (!option.starts_with('-')) {
      lines.push_back("--sbatch: expected an option, e.g. --sbatch=--partition=short, got \"" +
                      one_line(option) + "\"");
    }
  }
  if (!lines.empty()) throw InputError(lines);
}

std::string array_script(const SlurmJob& job) {
  std::string command = fmt::format("exec {} run {}", quoted(job.program), quoted(job.file));
  for (const std::string& setting : job.settings) command += " --set " + quoted(setting);
  if (job.allow_commands) command += " --allow-commands";
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
  ids.array = sbatch(job.folder() / "shards.sh", {});
  // Whatever became of the tasks: the merge says which points are missing.
  ids.merge = sbatch(job.folder() / "merge.sh", {"--dependency=afterany:" + ids.array});
  return ids;
}

}  // namespace modnn
