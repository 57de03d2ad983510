#include <cstdio>
#include <fmt/format.h>

#include "sim/cli/commands.h"
#include "sim/version.h"

namespace {

modnn::ExitCode run(int argc, char** argv) {
  using modnn::ExitCode;
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
  modnn::add_plan(app, action);
  modnn::add_show(app, action);
  modnn::add_plot(app, action);
  modnn::add_calibrate(app, action);
  modnn::add_merge(app, action);
  modnn::add_quality(app, action);
  modnn::add_submit(app, action);
  modnn::add_validate(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? ExitCode::done : ExitCode::bad_input;
  }
  return action();
}

}  // namespace

int main(int argc, char** argv) {
  using modnn::ExitCode;
  ExitCode code = ExitCode::done;
  try {
    code = run(argc, argv);
  } catch (const modnn::InputError& error) {
    for (const std::string& line : error.lines()) fmt::print(stderr, "{}\n", line);
    code = ExitCode::bad_input;
  } catch (const modnn::EnvironmentError& error) {
    fmt::print(stderr, "modnn: {}\n", error.what());
    code = ExitCode::bad_environment;
  } catch (const std::exception& error) {
    fmt::print(stderr, "modnn: {}\n", error.what());
    code = ExitCode::points_failed;
  }
  return static_cast<int>(code);
}
