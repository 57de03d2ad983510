#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace modnn {

/// What a row of points.jsonl says at its beginning.
struct RowHead {
  int format = 0;
  std::string point_id;
  bool failed = false;
  /// Succeeded without the lone phone's time, and without a word why there is none.
  bool lacks_baseline = false;
};

/// Reads a row and checks that it is whole: JSON of bounded depth, with every member of
/// describe_point(), describe_report(), describe_layers() and describe_devices() where the point
/// succeeded, and with a reason where it failed. Null for a damaged row. Of a row of another format
/// version only the version is meant to be read.
std::optional<RowHead> read_row_head(std::string_view line);

}  // namespace modnn
