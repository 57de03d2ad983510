#include "config/pointer.h"

#include <algorithm>

namespace modnn {

std::string escaped(const std::string& name) {
  std::string token;
  for (const char c : name) token += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return token;
}

std::vector<std::string> tokens_of(const std::string& pointer) {
  std::vector<std::string> tokens;
  for (const char c : pointer) {
    if (c == '/') {
      tokens.emplace_back();
    } else if (!tokens.empty() && tokens.back().ends_with('~') && (c == '0' || c == '1')) {
      tokens.back().back() = c == '0' ? '\x01' : '/';  // a tilde that is no escape any more
    } else if (!tokens.empty()) {
      tokens.back() += c;
    }
  }
  for (std::string& token : tokens) std::replace(token.begin(), token.end(), '\x01', '~');
  return tokens;
}

}  // namespace modnn
