#pragma once

#include <string>
#include <vector>

namespace modnn {

/// Runs a program and returns its exit status (127 when it cannot be started, 128 when it was
/// killed).
int run_program(const std::vector<std::string>& words, bool silent);

/// Debian's python3, which has Debian's packages, or the first on the PATH that can import
/// `modules` ("a, b"). Throws EnvironmentError that names the `packages` to install and what they
/// are for.
std::string find_python(const std::string& modules, const std::string& packages,
                        const std::string& purpose);

}  // namespace modnn
