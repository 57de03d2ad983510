#include <algorithm>
#include <filesystem>
#include <unistd.h>

#include "cli/commands.h"
#include "process/streams.h"

namespace modnn {
namespace {

constexpr const char* program = "modnn-calibrate";

constexpr const char* remedy =
    "it is built when libns3-dev is installed: apt-get install libns3-dev, then configure and "
    "build "
    "again";

std::filesystem::path program_path() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / program;
}

bool asks_for_help(const std::vector<std::string>& arguments) {
  return std::any_of(arguments.begin(), arguments.end(),
                     [](const std::string& word) { return word == "--help" || word == "-h"; });
}

/// Replaces this process by the calibration program, which is built where ns-3 is.
[[noreturn]] void calibrate(const std::vector<std::string>& arguments) {
  const auto path = program_path();
  std::vector<char*> argv{const_cast<char*>(program)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  execv(path.c_str(), argv.data());
  throw EnvironmentError(path.string() + ": cannot run it; " + remedy);
}

}  // namespace

void add_calibrate(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("calibrate", "Measures a medium in ns-3")
                      ->footer("Example: modnn calibrate medium --mcs 7 --output wlan.json");
  command->prefix_command();
  command->set_help_flag();
  command->callback([&action, command] {
    action = [command]() -> ExitCode {
      std::vector<std::string> arguments = command->remaining();
      if (arguments.empty()) arguments.emplace_back("--help");
      if (!std::filesystem::exists(program_path()) && asks_for_help(arguments)) {
        print("{}\nNot on this machine: {}\n", command->help(), remedy);
        return ExitCode::done;
      }
      calibrate(arguments);
    };
  });
}

}  // namespace modnn
