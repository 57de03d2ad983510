#include "cli/commands.h"
#include "cli/figures.h"
#include "config/file_access.h"
#include "process/patience.h"

namespace modnn {
namespace {

ExitCode code_of(Drawn drawn) {
  if (drawn == Drawn::all) return ExitCode::done;
  return drawn == Drawn::wrong_input ? ExitCode::bad_input : ExitCode::points_failed;
}

}  // namespace

void add_compare(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("compare", "Two result sets side by side")
          ->footer(
              "Example: modnn compare results/paper_speedup results/mine\n"
              "Prints which settings differ, the points that both have with the change of every\n"
              "metric, and the layers whose time on the critical path differs most.\n"
              "Exit: 0 compared, 1 no point is like another, 2 wrong input, 3 no pandas.");
  auto sets = std::make_shared<std::vector<std::filesystem::path>>(2);
  command->add_option("A", (*sets)[0], "Folder of a result set")->required();
  command->add_option("B", (*sets)[1], "Folder of another one")->required();
  command->callback([&action, sets] {
    action = [sets] {
      for (const auto& set : *sets) {
        resolved_experiment(set);
        refuse_links(set / "");
      }
      const Patience patience("comparing " + (*sets)[0].string() + " and " + (*sets)[1].string());
      return code_of(tell_of_set((*sets)[0], {"--compare", (*sets)[1].string()}));
    };
  });
}

}  // namespace modnn
