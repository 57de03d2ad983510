#pragma once

#include <string>

namespace modnn {

/// What is wrong with a plan, and where: indices into it, -1 where it is about no stage, message or
/// task of its own.
struct Fault {
  std::string text;
  int stage = -1;
  int message = -1;
  int task = -1;
};

}  // namespace modnn
