#pragma once

#include <string>
#include <vector>

#include "config/document.h"
#include "experiments/spec/experiment.h"
#include "sim/account/report.h"

namespace modnn {

/// What one point yields: its report, and in numeric mode how far its output is from the lone
/// phone's.
struct PointResult {
  Report report;
  double max_relative_error = 0;
  std::shared_ptr<const Found> found{};  ///< where its plan was searched
  std::vector<std::string> notes{};      ///< what a reader of the row should know, a sentence each
};

/// Plans and simulates one point in this process (once per process: see simulate()).
PointResult run_point(const Experiment& experiment);

/// The same network on the group owner's phone alone, which sends nothing: the baseline of every
/// speed-up. Only how long it takes matters, so it is timed.
Experiment alone(const Experiment& experiment);

}  // namespace modnn
