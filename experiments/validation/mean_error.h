#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "experiments/validation/claims.h"

namespace modnn {

struct Interval {
  double low = 0;
  double high = 0;
};

/// The mean of some absolute errors, and how far it hangs on which figures were published.
struct MeanError {
  int figures = 0;
  double mean = 0;
  /// 95 % percentile bootstrap interval of the mean (Efron and Tibshirani, An Introduction to the
  /// Bootstrap, 1993, section 13.3), from 10,000 seeded samples; none of fewer than two figures.
  std::optional<Interval> interval{};
};

MeanError mean_error(const std::vector<double>& errors);

/// |error| of the claims that are predicted and whose quantity begins with `prefix`.
std::vector<double> predicted_errors(const ClaimGroup& group, const std::string& prefix = "");

/// Over all that is predicted of each publication, in the order of the groups; without alternative
/// readings.
std::vector<std::pair<std::string, MeanError>> errors_of_publications(
    const std::vector<ClaimGroup>& groups);

/// "16.9 % (95 % interval 7.1 to 23.9 %, 3 figures)".
std::string mean_error_text(const MeanError& error);

}  // namespace modnn
