#include <algorithm>
#include <filesystem>
#include <unistd.h>

#include "cli/calibrate_device.h"
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
  auto* command =
      app.add_subcommand("calibrate", "Measures a device's kernels, or a medium in ns-3")
          ->footer(
              "Examples: modnn calibrate medium --mcs 7 --output wlan.json\n"
              "          modnn calibrate device layers.csv --device nexus5 --output phone.json");
  command->callback([&action, command] {
    if (!command->get_subcommands().empty()) return;
    action = [command] {
      print("{}", command->help());
      return ExitCode::done;
    };
  });
  add_calibrate_device(*command, action);
  auto* medium = command->add_subcommand("medium", "An 802.11n cell at 5 GHz, in ns-3");
  medium->prefix_command();
  medium->set_help_flag();
  medium->callback([&action, medium] {
    action = [medium]() -> ExitCode {
      std::vector<std::string> arguments = medium->remaining();
      if (!std::filesystem::exists(program_path()) && asks_for_help(arguments)) {
        print("{}\nNot on this machine: {}\n", medium->help(), remedy);
        return ExitCode::done;
      }
      arguments.insert(arguments.begin(), "medium");
      calibrate(arguments);
    };
  });
}

}  // namespace modnn
