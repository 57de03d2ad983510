#include "sim/python.h"

#include <cstdlib>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

#include "config/error.h"

namespace modnn {

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

std::string find_python(const std::string& modules, const std::string& packages,
                        const std::string& purpose) {
  std::vector<std::string> candidates{"/usr/bin/python3"};
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    candidates.push_back(folder + "/python3");
  }
  for (const std::string& python : candidates) {
    if (access(python.c_str(), X_OK) == 0 &&
        run_program({python, "-c", "import " + modules}, true) == 0) {
      return python;
    }
  }
  throw EnvironmentError("no python3 with " + modules + " for " + purpose + ": apt-get install " +
                         packages);
}

}  // namespace modnn
