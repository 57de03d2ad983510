#include <filesystem>

#include "config/document.h"
#include "sim/cli/commands.h"
#include "sim/cli/figures.h"
#include "sim/experiment/experiment_json.h"

namespace modnn {
namespace {

ExitCode plot(const std::filesystem::path& folder) {
  const std::filesystem::path experiment = folder / "experiment.resolved.json";
  if (!std::filesystem::exists(experiment)) {
    throw InputError(folder.string() +
                     ": not a result set (it holds no experiment.resolved.json; expected e.g. "
                     "results/paper_speedup)");
  }
  const Document document = load_document(experiment);
  Problems problems;
  const auto figures = read_figures(document, problems);
  problems.throw_if_any();
  if (figures.empty()) {
    throw InputError(experiment.string() + ": /figures: the experiment names no figures");
  }
  return draw_figures(folder, figures);
}

}  // namespace

void add_plot(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("plot", "Draws the figures of result sets")
                      ->footer("Example: modnn plot results/paper_speedup");
  auto folders = std::make_shared<std::vector<std::string>>();
  command->add_option("DIR", *folders, "Folders of result sets")->required();
  command->callback([&action, folders] {
    action = [folders] {
      ExitCode code = ExitCode::done;
      for (const std::string& folder : *folders) code = std::max(code, plot(folder));
      return code;
    };
  });
}

}  // namespace modnn
