#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace modnn {

/// What a forked child left: its output, or why there is none.
struct JobResult {
  bool succeeded = false;
  std::string text;  ///< the output, or the reason of the failure
};

/// Runs work(0) ... work(count - 1) in forked children, at most `jobs` at a time, and calls
/// done(index, result) in this process as they end. An exception, a crash or an abort of a child
/// fails that job alone; what the child wrote to stderr then ends the reason.
void run_forked(std::size_t count, int jobs, const std::function<std::string(std::size_t)>& work,
                const std::function<void(std::size_t, JobResult)>& done);

}  // namespace modnn
