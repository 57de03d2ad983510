#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "sim/experiment/baselines.h"
#include "sim/experiment/points.h"

namespace modnn {

/// A row of points.jsonl.
struct PointRow {
  bool failed = false;
  std::string note;  ///< how long the inference took, or why the point failed
  std::string line;  ///< the row as JSON
};

/// Simulates one point, in this process, and writes its trace unless `trace` is empty. A point
/// whose baseline is lost, or whose results are not finite, fails.
PointRow compute_row(const Sweep& sweep, std::size_t index, const Baseline& baseline,
                     const std::filesystem::path& trace = {});

/// The row of a point that ended without a result.
PointRow failed_row(const Sweep& sweep, std::size_t index, const std::string& reason);

/// A row as one text, to get it out of a child.
std::string pack(const PointRow& row);
PointRow unpack(const std::string& text);

}  // namespace modnn
