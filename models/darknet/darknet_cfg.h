#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "models/maps/shape.h"

namespace modnn {

/// A section of a Darknet configuration: "[convolutional]" and the lines "key=value" below it.
struct DarknetSection {
  struct Entry {
    int line = 0;
    std::string value;
  };

  std::string kind;  ///< without the brackets
  int line = 0;
  std::map<std::string, Entry> entries;
  std::set<std::string> known{};  ///< keys that were asked for

  /// What a key says, or the value that Darknet takes without it. Throws std::invalid_argument
  /// ("line 12: filters=many: expected a whole number in [1, 1000000]").
  Index integer(const std::string& key, Index fallback, Index least, Index most);
  std::vector<Index> integers(const std::string& key);  ///< comma-separated; missing is an error
  std::string text(const std::string& key, const std::string& fallback);
  bool flag(const std::string& key) { return integer(key, 0, 0, 1) != 0; }

  /// Throws when there is a key that nobody asked for: it may change what the layer computes.
  /// Darknet's switches are 0 without their key, so that such a value says nothing.
  void check_keys() const;
};

/// Splits the text of a configuration file. Throws std::invalid_argument ("line 3: ...").
std::vector<DarknetSection> read_darknet_sections(std::string_view text);

/// Throws std::invalid_argument: "line 12: [maxpool]: ...".
[[noreturn]] void wrong_section(const DarknetSection& section, const std::string& text);

}  // namespace modnn
