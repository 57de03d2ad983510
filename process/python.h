#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "process/program.h"

namespace modnn {

/// Debian's python3, which has Debian's packages, or the first on the PATH that finds `modules`.
/// Throws EnvironmentError that names the `packages` to install and what they are for.
std::string find_python(const std::vector<std::string>& modules, const std::string& packages,
                        const std::string& purpose);

/// Runs one of the product's scripts so that neither the folder in which the person stands nor
/// PYTHONPATH, PYTHONHOME and the like nor the person's own packages take part.
Ended run_python(const std::string& python, const std::filesystem::path& script,
                 const std::vector<std::string>& arguments, Streams streams);

}  // namespace modnn
