#pragma once

#include <string>
#include <string_view>

#include "config/document.h"

namespace modnn {

/// Deepest nesting of arrays and objects that is read; deeper text is an error, not a stack
/// overflow.
inline constexpr std::size_t max_nesting = 200;

/// Parses strict JSON and remembers the line of every value. See parse_document(). Values and
/// their places may take `most_bytes` of memory, more or less.
Document parse_with_lines(std::string_view text, const std::string& file, std::size_t most_bytes);

}  // namespace modnn
