#pragma once

#include <string>
#include <vector>

#include "sim/experiment/result_set.h"

namespace modnn {

/// Writes summary.csv (one line per point), layers.csv and devices.csv (one line per layer or
/// device of every point) for the points that have a row, replacing each file at once.
void write_csv_files(const ResultSet& set, const ResultStore& store, int jobs);

/// What varies and has no column of its own: the swept pointers that no other column tells.
std::vector<std::string> extra_columns(const Axes& axes);

/// A value as CSV shows it: empty for null, quoted where it must be.
std::string csv_cell(const Json& value);

}  // namespace modnn
