#include "process/python.h"

#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sstream>
#include <unistd.h>

#include "config/error.h"

namespace modnn {
namespace {

// Isolated, and no byte code is left beside the scripts.
const std::vector<std::string> isolated{"-I", "-B"};

// Looks for the modules without running them: matplotlib would read files of the current folder.
constexpr const char* find_modules =
    "import importlib.util, sys\n"
    "sys.exit(not all(map(importlib.util.find_spec, sys.argv[1:])))";

bool finds(const std::string& python, const std::vector<std::string>& modules) {
  std::vector<std::string> words{python};
  words.insert(words.end(), isolated.begin(), isolated.end());
  words.insert(words.end(), {"-c", find_modules});
  words.insert(words.end(), modules.begin(), modules.end());
  return run_program(words, Streams::captured).status == 0;
}

}  // namespace

std::string find_python(const std::vector<std::string>& modules, const std::string& packages,
                        const std::string& purpose) {
  std::vector<std::string> candidates{"/usr/bin/python3"};
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    // "" and "." would be a program of the folder in which the person stands.
    if (folder.starts_with('/')) candidates.push_back(folder + "/python3");
  }
  for (const std::string& python : candidates) {
    if (access(python.c_str(), X_OK) == 0 && finds(python, modules)) return python;
  }
  throw EnvironmentError(fmt::format(
      "no python3 with {} for {}: apt-get install {} (neither PYTHONPATH nor packages in the home "
      "are looked at)",
      fmt::join(modules, " and "), purpose, packages));
}

Ended run_python(const std::string& python, const std::filesystem::path& script,
                 const std::vector<std::string>& arguments, Streams streams) {
  std::vector<std::string> words{python};
  words.insert(words.end(), isolated.begin(), isolated.end());
  words.push_back(script.string());
  words.insert(words.end(), arguments.begin(), arguments.end());
  return run_program(words, streams);
}

}  // namespace modnn
