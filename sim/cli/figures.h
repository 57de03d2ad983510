#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/error.h"

namespace modnn {

/// Runs plots/<figure>.py on a result set for every figure, each writing into <folder>/figures/;
/// when the results have not `changed`, only for figures that are missing. Returns `points_failed`
/// when a script fails. Throws EnvironmentError when no python3 with matplotlib and pandas is
/// found.
ExitCode draw_figures(const std::filesystem::path& folder, const std::vector<std::string>& figures,
                      bool changed = true);

}  // namespace modnn
