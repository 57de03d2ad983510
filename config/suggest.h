#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace modnn {

/// The candidate nearest to `word` by edit distance (case-insensitive), or "" when none is near
/// enough to be what was meant (distance above a third of the length, at least 2). Ties: the first.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// ` (did you mean "candidate"?)` or "".
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace modnn
