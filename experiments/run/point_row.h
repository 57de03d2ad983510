#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "experiments/run/baselines.h"
#include "experiments/run/find_plan.h"
#include "experiments/run/run_point.h"
#include "experiments/spec/points.h"

namespace modnn {

/// A row of points.jsonl.
struct PointRow {
  bool failed = false;
  std::string note;  ///< how long the inference took, or why the point failed
  std::string line;  ///< the row as JSON
};

/// The "cause" of a failed row whose values are at fault.
inline const std::string wrong_input = "input";

/// Simulates one point, in this process, and writes its trace unless `trace` is empty. `searched`
/// is what a search for its plan came to, where that is over. Throws
/// InputError when the point's values do not fit together or cannot be planned.
PointRow compute_row(const Sweep& sweep, std::size_t index, const Baseline& baseline,
                     const std::filesystem::path& trace = {}, const Searched* searched = nullptr);

/// The row that a result makes, without how long it took and what computed it. A point whose
/// baseline is lost, any of whose results is not finite, or whose error exceeds `tolerance`, fails.
Json row_of(const Sweep& sweep, std::size_t index, const Baseline& baseline,
            const PointResult& result, double tolerance);

/// The row of a point that ended without a result.
PointRow failed_row(const Sweep& sweep, std::size_t index, const std::string& reason,
                    const std::string& cause = "");

/// A row as one text, to get it out of a child.
std::string pack(const PointRow& row);
PointRow unpack(const std::string& text);

}  // namespace modnn
