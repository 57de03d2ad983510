#include <filesystem>

#include "cli/commands.h"
#include "cli/figures.h"
#include "process/patience.h"

namespace modnn {

void add_report(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("report", "A page to look at of result sets, one HTML file each")
          ->footer(
              "Example: modnn run paper_speedup --trace && modnn report results/paper_speedup\n"
              "Writes DIR/figures/report.html, which needs no network: timelines, layers, points,\n"
              "regions of the maps, traffic, and what was simulated. Timelines need traces.\n"
              "Exit: 0 written, 1 failed, 2 wrong input, 3 no pandas.");
  auto folders = std::make_shared<std::vector<std::filesystem::path>>();
  command->add_option("DIR", *folders, "Folders of result sets")->required();
  command->callback([&action, folders] {
    action = [folders] {
      ExitCode code = ExitCode::done;
      for (const auto& folder : *folders) {
        resolved_experiment(folder);
        const Patience patience("reporting " + folder.string());
        // The page has plans, which the program makes.
        const auto self = std::filesystem::read_symlink("/proc/self/exe");
        const Drawn drawn = tell_of_set(folder, {"--report", self.string()});
        if (drawn != Drawn::all) code = ExitCode::points_failed;
      }
      return code;
    };
  });
}

}  // namespace modnn
