#include <filesystem>

#include "cli/commands.h"
#include "cli/figures.h"
#include "config/document.h"
#include "config/file_access.h"
#include "experiments/results/result_set.h"
#include "experiments/spec/drawing.h"
#include "process/patience.h"

namespace modnn {
namespace {

namespace fs = std::filesystem;

fs::path experiment_of(const fs::path& folder) {
  fs::path experiment = folder / "experiment.resolved.json";
  if (!is_there(experiment)) {
    throw InputError(folder.string() +
                     ": not a result set (it holds no experiment.resolved.json; expected e.g. "
                     "results/paper_speedup)");
  }
  return experiment;
}

/// The figures that the experiment names. The file may be somebody else's: only names of plots/.
std::vector<std::string> figures_of(const fs::path& folder) {
  const fs::path experiment = experiment_of(folder);
  const Document document = read_resolved(folder);
  Problems problems;
  auto figures = read_figures(document, problems);
  problems.throw_if_any();
  if (figures.empty()) {
    throw InputError(experiment.string() + ": /figures: the experiment names no figures");
  }
  return figures;
}

Drawn plot(const fs::path& folder, const std::vector<std::string>& scripts) {
  if (scripts.empty()) return draw_figures(folder, figures_of(folder));
  experiment_of(folder);
  for (const std::string& script : scripts) {
    if (!fs::is_regular_file(script))
      throw InputError("--script " + script + ": there is no such file");
  }
  return draw_by_scripts(folder, scripts);
}

}  // namespace

void add_plot(CLI::App& app, Action& action) {
  struct Arguments {
    std::vector<std::string> folders, scripts;
  };
  auto* command =
      app.add_subcommand("plot", "Draws the figures of result sets")
          ->footer(
              "Examples:\n"
              "  modnn plot results/paper_speedup\n"
              "  modnn plot results/mine --script my_figure.py\n"
              "A script has main(folder), or does its work as it is read; `import style, results` "
              "gives it\nwhat the figures in plots/ are made with.\n"
              "Exit: 0 drawn, 1 a figure failed or does not apply, 2 wrong input, 3 no "
              "Matplotlib.");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("DIR", arguments->folders, "Folders of result sets")->required();
  command
      ->add_option(
          "--script", arguments->scripts,
          "Runs this Python script on each set instead of drawing the experiment's figures")
      ->allow_extra_args(false);
  command->callback([&action, arguments] {
    action = [arguments] {
      ExitCode code = ExitCode::done;
      for (const std::string& folder : arguments->folders) {
        const Patience patience("drawing " + folder);
        if (plot(folder, arguments->scripts) != Drawn::all) code = ExitCode::points_failed;
      }
      return code;
    };
  });
}

}  // namespace modnn
