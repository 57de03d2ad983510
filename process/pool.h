#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "process/interrupts.h"

namespace modnn {

/// What a forked child left: its output, or why there is none.
struct JobResult {
  bool succeeded = false;
  std::string text;  ///< the output, or the reason of the failure
};

struct PoolOptions {
  int jobs = 1;          ///< children at a time
  double timeout_s = 0;  ///< a job that takes longer fails; 0: none does
  /// After a first interrupt no job is begun any more, at a second the running ones are killed
  /// and forgotten. Null: interrupts change nothing.
  const Interrupts* interrupts = nullptr;
  /// A child ends after so many jobs. Forking costs more than a short simulation.
  std::size_t jobs_per_child = 1;
  bool hurried = false;  ///< the first interrupt is as the second: no job is worth being finished
};

/// Runs work(0) ... work(count - 1) in forked children, and calls done(index, result) in this
/// process as they end. An exception, a crash, an abort or too long a time fails that job alone;
/// what the child wrote to stderr then ends the reason. A job that is not the first of its child
/// and crashes, or throws FreshProcessNeeded, is done once more as the first of another one: what
/// comes out depends on the job alone. Children die with this process.
void run_forked(std::size_t count, const PoolOptions& options,
                const std::function<std::string(std::size_t)>& work,
                const std::function<void(std::size_t, JobResult)>& done);

}  // namespace modnn
