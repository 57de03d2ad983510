#include "sim/cli/figures.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

#include "config/catalog.h"
#include "sim/python.h"

namespace modnn {

ExitCode draw_figures(const std::filesystem::path& folder, const std::vector<std::string>& figures,
                      bool changed) {
  const bool drawn = std::all_of(figures.begin(), figures.end(), [&](const std::string& figure) {
    return std::filesystem::exists(folder / "figures" / (figure + ".pdf"));
  });
  if (drawn && !changed) return ExitCode::done;
  if (figures.empty()) return ExitCode::done;
  const std::string python =
      find_python({"matplotlib", "pandas"}, "python3-matplotlib python3-pandas", "the figures");
  ExitCode code = ExitCode::done;
  for (const std::string& figure : figures) {
    const std::filesystem::path script = data_root() / "plots" / "draw.py";
    std::fflush(stdout);
    if (run_python(python, script, {folder.string(), figure}, Streams::inherited).status != 0) {
      fmt::print(stderr, "modnn: plots/{}.py failed on {}\n", figure, folder.string());
      code = ExitCode::points_failed;
    }
  }
  return code;
}

}  // namespace modnn
