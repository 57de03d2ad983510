#pragma once

#include <string>
#include <vector>

namespace modnn {

/// A name as a token of a JSON pointer: "~" is written ~0, "/" ~1.
std::string escaped(const std::string& name);

/// The tokens of a JSON pointer, unescaped.
std::vector<std::string> tokens_of(const std::string& pointer);

}  // namespace modnn
