#pragma once

#include <string>

namespace modnn {

/// The version of CMakeLists.txt, and of the source tree at the last build.
std::string version();
/// Abbreviated git commit, "unknown" outside a checkout.
std::string commit();
/// Whether the tree had uncommitted changes.
bool dirty();
/// E.g. "GNU 12.2.0".
std::string compiler();

}  // namespace modnn
