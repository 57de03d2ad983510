#pragma once

#include <string>
#include <vector>

#include "config/reader.h"
#include "experiments/validation/claim_keys.h"

namespace modnn {

/// A column at one point.
struct ClaimedColumn {
  std::string name{};
  Json point{};  ///< swept pointer -> value
};

/// One published figure, and how it is simulated.
struct ClaimRow {
  Value place;
  std::string quantity{};
  ClaimUnit unit{};
  double published = 1;  ///< as the file has it
  ClaimForm form = ClaimForm::value;
  ClaimedColumn of{};
  ClaimedColumn against{};  ///< of a ratio or a reduction
  Addition plus = Addition::none;
  bool calibrated = false;
};

/// The claims of one publication that one experiment simulates.
struct ClaimSheet {
  std::string publication;  ///< name of its file in experiments/published/
  std::string title;
  std::string experiment;
  std::string source;
  std::string note;
  bool alternative = false;
  std::vector<ClaimRow> rows;
};

/// The unit of a column of summary.csv that was measured; "" when it has none.
std::string unit_of_column(const std::string& name);

/// The claims of the files, by year, then in the files' order. The sheets refer to `files` and
/// `problems`. `experiments` are the names that there are.
std::vector<ClaimSheet> read_claims(const std::vector<Document>& files,
                                    const std::vector<std::string>& experiments,
                                    Problems& problems);

}  // namespace modnn
