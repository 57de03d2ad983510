#include "sim/cli/figures.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

#include "config/catalog.h"

namespace modnn {
namespace {

/// Runs a program and returns its exit status (127 when it cannot be started).
int run_program(const std::vector<std::string>& words, bool silent) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (silent) {
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", 1, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", 1, 0);
  }
  pid_t pid = 0;
  const int error = posix_spawn(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return 127;
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/// Debian's python3, which has Debian's matplotlib, or the first on the PATH that can import what
/// the scripts need.
std::string find_python() {
  std::vector<std::string> candidates{"/usr/bin/python3"};
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    candidates.push_back(folder + "/python3");
  }
  for (const std::string& python : candidates) {
    if (access(python.c_str(), X_OK) == 0 &&
        run_program({python, "-c", "import matplotlib, pandas"}, true) == 0) {
      return python;
    }
  }
  throw EnvironmentError(
      "no python3 with matplotlib and pandas for the figures: apt-get install python3-matplotlib "
      "python3-pandas");
}

}  // namespace

ExitCode draw_figures(const std::filesystem::path& folder, const std::vector<std::string>& figures,
                      bool changed) {
  const bool drawn = std::all_of(figures.begin(), figures.end(), [&](const std::string& figure) {
    return std::filesystem::exists(folder / "figures" / (figure + ".pdf"));
  });
  if (drawn && !changed) return ExitCode::done;
  if (figures.empty()) return ExitCode::done;
  const std::string python = find_python();
  ExitCode code = ExitCode::done;
  for (const std::string& figure : figures) {
    const std::filesystem::path script = data_root() / "plots" / (figure + ".py");
    std::fflush(stdout);
    if (run_program({python, script.string(), folder.string()}, false) != 0) {
      fmt::print(stderr, "modnn: plots/{}.py failed on {}\n", figure, folder.string());
      code = ExitCode::points_failed;
    }
  }
  return code;
}

}  // namespace modnn
