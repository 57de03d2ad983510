#include "config/differences.h"

#include <fmt/format.h>

#include "config/content_hash.h"
#include "config/pointer.h"

namespace modnn {
namespace {

std::string text_of(const nlohmann::json& value) {
  constexpr std::size_t longest = 120;
  if (value.is_number_float()) return fmt::format("{}", value.get<double>());
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  return text.size() > longest ? fmt::format("#{}", content_hash(text)) : text;
}

void walk(const nlohmann::json& value, const nlohmann::json& usual, const std::string& pointer,
          std::vector<std::string>& found) {
  if (value == usual) return;
  if (value.is_object() && usual.is_object()) {
    for (const auto& [key, member] : value.items()) {
      const auto other = usual.find(key);
      walk(member, other == usual.end() ? nlohmann::json() : *other, pointer + "/" + escaped(key),
           found);
    }
    for (const auto& [key, member] : usual.items()) {
      if (!value.contains(key)) found.push_back(pointer + "/" + escaped(key) + "=null");
    }
    return;
  }
  if (value.is_array() && usual.is_array() && value.size() == usual.size()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      walk(value[i], usual[i], fmt::format("{}/{}", pointer, i), found);
    }
    return;
  }
  found.push_back(pointer + "=" + text_of(value));
}

}  // namespace

void add_differences(const nlohmann::json& value, const nlohmann::json& usual,
                     const std::string& pointer, std::vector<std::string>& differences,
                     const std::string& instead) {
  constexpr std::size_t many = 12;
  std::vector<std::string> found;
  walk(value, usual, pointer, found);
  if (found.size() > many && !instead.empty()) found = {instead};
  differences.insert(differences.end(), found.begin(), found.end());
}

}  // namespace modnn
