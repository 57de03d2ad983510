#pragma once

#include <string>
#include <string_view>

#include "config/document.h"

namespace modnn {

/// Deepest nesting of arrays and objects that is read; deeper text is an error, not a stack
/// overflow.
inline constexpr std::size_t max_nesting = 200;

/// What a text may take.
struct Room {
  std::size_t bytes;   ///< of values and their places, more or less
  std::size_t keys;    ///< of an object
  std::size_t levels;  ///< of lists and objects in one another
  bool values_beyond;  ///< whether values go on where there is no room left for their places
};

/// Parses strict JSON and remembers the line of every value. See parse_document().
Document parse_with_lines(std::string_view text, const std::string& file, const Room& room);

}  // namespace modnn
