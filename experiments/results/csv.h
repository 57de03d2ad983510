#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "config/file_access.h"
#include "experiments/results/column.h"
#include "experiments/results/result_set.h"

namespace modnn {

/// A CSV file of a result set. Between its columns stand those of swept pointers that no other
/// column tells.
struct CsvFile {
  const char* name;
  std::string help;
  ResultColumns before;
  ResultColumns after;
};
/// summary.csv, layers.csv, devices.csv and images.csv.
inline constexpr std::size_t csv_file_count = 4;
const std::array<CsvFile, csv_file_count>& csv_files();
/// How many of them a set has: the last one only where there is a workload.
std::size_t csv_files_of(const ResultSet& set);

/// Writes summary.csv (one line per point), layers.csv, devices.csv and images.csv (one line per
/// layer, device or image of every point) for the points that have a row, replacing each file at
/// once. Returns what they hold.
std::map<std::string, FileStamp> write_csv_files(const ResultSet& set, const ResultStore& store,
                                                 int jobs);

/// What varies and has no column of its own: the swept pointers that no other column tells.
std::vector<std::string> extra_columns(const Axes& axes);

/// A value as CSV shows it: empty for null, quoted where it must be. A text that a spreadsheet
/// would take for a formula begins with an apostrophe; control characters are written as in JSON.
std::string csv_cell(const Json& value);

/// A text without control characters, which could act on a terminal: they are written as in JSON.
std::string without_controls(const std::string& text);

}  // namespace modnn
