#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/experiment/points.h"

namespace modnn {

struct SweepOptions {
  std::filesystem::path output = "results";  ///< the set lands in output/<experiment name>
  int jobs = 1;                              ///< points that run at a time
  bool force = false;                        ///< compute what is there already
  bool retry_failed = false;                 ///< compute failed points again
  bool quiet = false;                        ///< no progress
};

struct SweepOutcome {
  std::size_t computed = 0;
  std::size_t reused = 0;
  std::size_t failed = 0;  ///< of all points, whenever they failed
  std::filesystem::path folder;
  std::string table;
};

/// Computes every point of the sweep that the result set lacks, and writes the set's files.
SweepOutcome run_sweep(const Sweep& sweep, const SweepOptions& options);

}  // namespace modnn
