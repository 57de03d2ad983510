#pragma once

#include <stdexcept>

namespace modnn {

/// This process has simulated before, and only one that has not can simulate what is asked for:
/// do it again in a new process. Never thrown by the first simulation of a process.
struct FreshProcessNeeded : std::runtime_error {
  FreshProcessNeeded() : std::runtime_error("needs a process that has not simulated before") {}
};

}  // namespace modnn
