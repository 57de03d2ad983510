#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/error.h"

namespace modnn {

/// The resolved experiment of a result set. Throws InputError where there is none.
std::filesystem::path resolved_experiment(const std::filesystem::path& folder);

/// How the figures of a result set ended.
enum class Drawn {
  all,
  not_all,      ///< one does not apply to these results, which it said on standard error
  wrong_input,  ///< what was asked for there is not, which was said too
  failed
};

/// Draws figures by plots/<figure>.py, or by scripts of the experiment's own, into
/// <folder>/figures/; `look` are words such as --width=7in. Throws EnvironmentError when no python3
/// with matplotlib and pandas is found.
Drawn draw_figures(const std::filesystem::path& folder, const std::vector<std::string>& figures,
                   const std::vector<std::string>& look = {});

/// The same by scripts of the person's own, named on the command line.
Drawn draw_by_scripts(const std::filesystem::path& folder, const std::vector<std::string>& scripts,
                      const std::vector<std::string>& look);

/// One figure of columns of the result set, by the options of plots/columns.py.
Drawn draw_columns(const std::filesystem::path& folder, const std::vector<std::string>& options,
                   const std::vector<std::string>& look);

/// What plots/draw.py is told by these words about the set: --compare or --report.
Drawn tell_of_set(const std::filesystem::path& folder, const std::vector<std::string>& words);

/// The figures without a picture in <folder>/figures/, and all scripts, whose pictures nobody
/// knows.
std::vector<std::string> missing_figures(const std::filesystem::path& folder,
                                         const std::vector<std::string>& figures);

/// Removes the figures of results that have changed, so that no old figure stays beside new data,
/// and names those that other scripts have drawn.
void discard_figures(const std::filesystem::path& folder);

}  // namespace modnn
