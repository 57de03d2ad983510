#pragma once

#include <string>

namespace modnn {

/// 16 hexadecimal digits of the XXH3 128-bit hash of `text`.
std::string content_hash(const std::string& text);

}  // namespace modnn
