#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "config/document.h"
#include "partition/quality/matrix_suite.h"

namespace modnn {

/// Metrics of every guarded partition: {"<case>: <scheme>": {"<metric>": number}}; the matrices of
/// the suite first, then the plans of experiments/quality_regions.json. Only cases whose names
/// contain `only`. Runs `jobs` processes at a time and tells `progress` how many of how many cases
/// are done. Throws std::runtime_error when a case fails.
Json quality_scores(SuiteTier tier, const std::string& only, int jobs,
                    const std::function<void(std::size_t done, std::size_t all)>& progress);

/// The rows of the cases whose names contain `only`.
Json selected_rows(const Json& scores, const std::string& only);

/// One metric that differs from the baseline's.
struct QualityChange {
  std::string row;
  std::string metric;  ///< empty: the whole row
  Json before;         ///< null: not in the baseline
  Json now;            ///< null: no longer there
};

/// Compares exactly.
std::vector<QualityChange> quality_changes(const Json& baseline, const Json& now);

/// JSON with one row a line, for a readable history.
std::string quality_text(const Json& scores);

}  // namespace modnn
