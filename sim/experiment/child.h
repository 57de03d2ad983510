#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <sys/types.h>

#include "sim/experiment/pool.h"

namespace modnn {

/// A forked process that computes one text.
struct Child {
  using Clock = std::chrono::steady_clock;

  std::size_t index = 0;
  pid_t pid = 0;
  int output = -1;  ///< read end of the child's pipe
  int errors = -1;  ///< memory file that is the child's stderr
  std::string text;
  Clock::time_point begin;
  bool timed_out = false;
};

Child start_child(const std::function<std::string(std::size_t)>& work, std::size_t index);

/// Reads what has come; false when the child has closed its output.
bool read_output(Child& child);

/// Waits for the child's end, which is near once its output is closed.
JobResult finish(Child& child, double timeout_s);

}  // namespace modnn
