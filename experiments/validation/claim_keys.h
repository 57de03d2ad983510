#pragma once

#include <string>
#include <vector>

#include "config/keys.h"

namespace modnn {

/// What of the simulated columns stands beside a published figure.
enum class ClaimForm {
  value,     ///< a column
  ratio,     ///< a column, divided by another one or by that of another point
  reduction  ///< 1 - such a ratio
};
inline const Words<ClaimForm> claim_form_words{
    {ClaimForm::value, "value"}, {ClaimForm::ratio, "ratio"}, {ClaimForm::reduction, "reduction"}};

/// What came before the simulated inference and is in the published figures.
enum class Addition {
  none,
  source_message  ///< the image, in one message from a data source to the group owner
};
inline const Words<Addition> addition_words{{Addition::source_message, "source_message"}};

/// What both figures are shown in.
struct ClaimUnit {
  std::string word;
  std::string column;    ///< unit of the columns that it fits
  double simulated = 1;  ///< a simulated figure is multiplied by this
  double published = 1;  ///< one of the file by this
};
const std::vector<ClaimUnit>& claim_units();

/// Keys of a file of experiments/published/. Its figures are under names of the file's own.
const Keys& published_keys();
const Keys& claim_group_keys();
const Keys& claim_keys();
const Keys& claim_against_keys();

}  // namespace modnn
