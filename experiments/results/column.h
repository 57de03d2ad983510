#pragma once

#include <string>
#include <vector>

namespace modnn {

/// A column of a CSV file or a member of a JSON file: the row from which the header and its line of
/// the reference page follow.
struct ResultColumn {
  std::string name;
  std::string unit;
  std::string help;
};
using ResultColumns = std::vector<ResultColumn>;

}  // namespace modnn
