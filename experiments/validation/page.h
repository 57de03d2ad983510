#pragma once

#include <string>
#include <vector>

#include "experiments/validation/claims.h"

namespace modnn {

/// The error in percent: "-0.3 %".
std::string error_text(const Claim& claim);

/// The groups as Markdown: a table each, and the mean errors of what was predicted.
std::string validation_markdown(const std::vector<ClaimGroup>& groups);

/// `document` with what lies between the lines `begin_mark` and `end_mark` replaced by `generated`.
/// Throws std::runtime_error when a mark is missing.
std::string with_generated_part(const std::string& document, const std::string& generated);

}  // namespace modnn
