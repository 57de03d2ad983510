#pragma once

#include <string>
#include <string_view>

namespace modnn {

/// What a row of points.jsonl says at its beginning.
struct RowHead {
  int format = 0;
  std::string point_id;
  std::string status;
};

/// Reads a row up to its status only: rows are long, and a result set holds many. Members that are
/// not found stay empty.
RowHead read_row_head(std::string_view line);

}  // namespace modnn
