#include <algorithm>
#include <csignal>
#include <exception>
#include <initializer_list>
#include <new>
#include <sstream>
#include <unistd.h>

#include "cli/commands.h"
#include "config/suggest.h"
#include "config/version.h"
#include "process/streams.h"

namespace {

/// Says a word before the signal ends the program as it would have.
void say_and_end(int signal) {
  constexpr char word[] = "modnn: interrupted\n";
  [[maybe_unused]] const ssize_t ignored = write(STDERR_FILENO, word, sizeof word - 1);
  std::signal(signal, SIG_DFL);
  raise(signal);
}

void end_with_a_word() {
  for (const int signal : {SIGINT, SIGTERM}) {
    if (std::signal(signal, say_and_end) == SIG_IGN) std::signal(signal, SIG_IGN);
  }
}

constexpr char out_of_memory[] = "modnn: out of memory\n";
std::terminate_handler otherwise = nullptr;

/// A destructor that needs memory where there is none, as that of a JSON value does, ends here:
/// what it throws nobody can catch.
void end_without_memory() {
  if (std::current_exception() != nullptr) {
    try {
      throw;
    } catch (const std::bad_alloc&) {
      [[maybe_unused]] const ssize_t ignored =
          write(STDERR_FILENO, out_of_memory, sizeof out_of_memory - 1);
      _exit(static_cast<int>(modnn::ExitCode::bad_environment));
    } catch (...) {
    }
  }
  otherwise();
}

bool is_option(const std::string& word) { return word.size() > 2 && word.starts_with("--"); }

/// What was meant by a command or an option that there is not; "" when all are known.
std::string suggestion(const CLI::App& app, const std::vector<std::string>& words) {
  if (words.empty() || words[0].starts_with('-')) return "";
  const CLI::App* chosen = nullptr;
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
    if (command->get_name() == words[0]) chosen = command;
  }
  if (chosen == nullptr) return words[0] + modnn::did_you_mean(words[0], names);
  names.clear();
  for (const CLI::Option* option : chosen->get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  for (const std::string& word : words) {
    const std::string name = word.substr(0, word.find('='));
    if (!is_option(name) || std::find(names.begin(), names.end(), name) != names.end()) continue;
    return name + modnn::did_you_mean(name, names);
  }
  return "";
}

modnn::ExitCode run(int argc, char** argv) {
  using namespace modnn;
  CLI::App app{
      "Simulates distributed deep-learning inference on phones in one Wi-Fi cell.\n"
      "  modnn run experiments/paper_speedup.json\n"
      "  modnn show models"};
  app.name("modnn");
  app.require_subcommand(1);
  app.set_version_flag("--version", modnn::version() + " (" + modnn::commit() +
                                        (modnn::dirty() ? ", modified)" : ")"));
  modnn::Action action;
  modnn::add_run(app, action);
  modnn::add_check(app, action);
  modnn::add_convert(app, action);
  modnn::add_plan(app, action);
  modnn::add_show(app, action);
  modnn::add_plot(app, action);
  modnn::add_compare(app, action);
  modnn::add_report(app, action);
  modnn::add_calibrate(app, action);
  modnn::add_merge(app, action);
  modnn::add_quality(app, action);
  modnn::add_reference(app, action);
  modnn::add_explain(app, action);
  modnn::add_schema(app, action);
  modnn::add_submit(app, action);
  modnn::add_validate(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream output;
    std::ostringstream errors;
    const int code = app.exit(error, output, errors);
    write_output(output.str());
    say("{}", errors.str());
    const std::string meant = suggestion(app, {argv + std::min(argc, 1), argv + argc});
    if (code != 0 && !meant.empty()) say("modnn: there is no {}\n", one_line(meant));
    return code == 0 ? ExitCode::done : ExitCode::bad_input;
  }
  return action();
}

}  // namespace

int main(int argc, char** argv) {
  using modnn::ExitCode;
  modnn::prepare_streams();
  end_with_a_word();
  otherwise = std::set_terminate(end_without_memory);
  ExitCode code = ExitCode::done;
  try {
    code = run(argc, argv);
  } catch (const modnn::InputError& error) {
    for (const std::string& line : error.lines()) modnn::say("{}\n", modnn::one_line(line, 4000));
    code = ExitCode::bad_input;
  } catch (const modnn::EnvironmentError& error) {
    modnn::say("modnn: {}\n", modnn::one_line(error.what(), 4000));
    code = ExitCode::bad_environment;
  } catch (const std::bad_alloc&) {
    modnn::say("{}", out_of_memory);
    code = ExitCode::bad_environment;
  } catch (const std::exception& error) {
    modnn::say("modnn: {}\n", modnn::one_line(error.what(), 4000));
    code = ExitCode::points_failed;
  }
  const std::string failure = modnn::flush_output();
  if (!failure.empty()) {
    modnn::say("modnn: standard output: {}\n", failure);
    if (code != ExitCode::bad_input) code = ExitCode::bad_environment;
  }
  return static_cast<int>(code);
}
