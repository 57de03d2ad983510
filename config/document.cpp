#include "config/document.h"

#include <fstream>
#include <sstream>
#include <vector>

#include "config/error.h"
#include "config/input_file.h"
#include "config/json_parser.h"
#include "config/suggest.h"

namespace modnn {
namespace {

constexpr std::size_t largest_file = std::size_t{64} << 20U;
constexpr Room room{std::size_t{256} << 20U, 20000, max_nesting, false};
// Catalogue entries are written out, --set has added keys, and nobody is told the lines of much.
constexpr Room room_of_own{2 * room.bytes, 2 * room.keys, 2 * max_nesting, true};

[[noreturn]] void fail_as_too_large(const std::filesystem::path& path) {
  throw InputError(path.string() + ": larger than 64 MiB, which no experiment needs to be");
}

std::string place(const Origin& origin) {
  return origin.line > 0 ? origin.file + ":" + std::to_string(origin.line) : origin.file;
}

/// Splits "/a/b/0" into "/a/b" and "0".
std::pair<std::string, std::string> split_last(const std::string& pointer) {
  const std::size_t slash = pointer.rfind('/');
  return {pointer.substr(0, slash), pointer.substr(slash + 1)};
}

std::string unescape(std::string token) {
  for (const auto& [escaped, character] : {std::pair{"~1", "/"}, std::pair{"~0", "~"}}) {
    for (std::size_t at = 0; (at = token.find(escaped, at)) != std::string::npos; ++at) {
      token.replace(at, 2, character);
    }
  }
  return token;
}

/// Finds the value at `pointer`; the error names the first token that leads nowhere, and what is
/// there instead.
Json& resolve(Document& document, const std::string& pointer, const std::string& where) {
  Json* value = &document.root;
  std::istringstream tokens(pointer);
  std::string token;
  std::string walked;
  std::getline(tokens, token, '/');
  while (std::getline(tokens, token, '/')) {
    const std::string key = unescape(token);
    walked += "/" + token;
    if (value->is_object()) {
      if (!value->contains(key)) {
        std::vector<std::string> keys;
        for (const auto& [name, member] : value->items()) keys.push_back(name);
        throw InputError(where + walked + ": there is no such value" + did_you_mean(key, keys));
      }
      value = &(*value)[key];
    } else if (value->is_array()) {
      const bool digits = !key.empty() && key.size() < 10 && (key == "0" || key[0] != '0') &&
                          key.find_first_not_of("0123456789") == key.npos;
      if (!digits || std::stoul(key) >= value->size()) {
        throw InputError(where + walked + ": expected an index below " +
                         std::to_string(value->size()) + ", got " + key);
      }
      value = &(*value)[std::stoul(key)];
    } else {
      throw InputError(where + walked + ": the value above it is neither an object nor a list");
    }
  }
  return *value;
}

/// Forgets the origins of the value at `pointer` and of all values below.
void erase_origins(Document& document, const std::string& pointer) {
  const auto below = document.origins.lower_bound(pointer);
  for (auto at = below; at != document.origins.end() && at->first.starts_with(pointer);) {
    const bool inside = at->first.size() == pointer.size() || at->first[pointer.size()] == '/';
    at = inside ? document.origins.erase(at) : std::next(at);
  }
}

}  // namespace

Document parse_document(std::string_view text, const std::string& file) {
  return parse_with_lines(text, file, room);
}

Document parse_own_document(std::string_view text, const std::string& file) {
  return parse_with_lines(text, file, room_of_own);
}

Document load_named_document(const std::filesystem::path& path) {
  const InputFile file(path);
  if (file.size() > largest_file) fail_as_too_large(path);
  return parse_document(file.beginning(largest_file), path.string());
}

Document load_document(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    throw InputError(path.string() + ": there is no such file");
  }
  if (std::filesystem::is_directory(path, error)) {
    throw InputError(path.string() + ": expected a JSON file, got a folder");
  }
  // The size is counted while reading: of a pipe or a device it is not known before.
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(path.string() + ": cannot be read");
  std::string text;
  std::vector<char> block(std::size_t{1} << 16U);
  do {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    text.append(block.data(), static_cast<std::size_t>(file.gcount()));
  } while (file && text.size() <= largest_file);
  if (file.bad()) throw InputError(path.string() + ": cannot be read");
  if (text.size() > largest_file) fail_as_too_large(path);
  return parse_document(text, path.string());
}

Origin origin_of(const Document& document, std::string_view pointer) {
  std::string at(pointer);
  while (true) {
    const auto found = document.origins.find(at);
    if (found != document.origins.end()) return found->second;
    if (at.empty()) return {};
    at = split_last(at).first;
  }
}

void graft(Document& document, const std::string& pointer, const Document& replacement) {
  const std::string where = place(origin_of(replacement, "")) + ": ";
  if (pointer.empty() || pointer[0] != '/') {
    throw InputError(where + "expected a JSON pointer such as /delivery/via, got \"" + pointer +
                     "\"");
  }
  const auto [parent_pointer, token] = split_last(pointer);
  Json& parent = resolve(document, parent_pointer, where);
  if (parent.is_object()) {
    parent[unescape(token)] = replacement.root;
  } else {
    resolve(document, pointer, where) = replacement.root;
  }
  erase_origins(document, pointer);
  for (const auto& [inner, origin] : replacement.origins) {
    document.origins[pointer + inner] = origin;
  }
}

void remove_member(Document& document, const std::string& key) {
  if (document.root.is_object()) document.root.erase(key);
  erase_origins(document, "/" + key);
}

Document without_lines(const Document& document) {
  Document compact;
  compact.root = document.root;
  for (const auto& [pointer, origin] : document.origins) {
    const Origin inherited = origin_of(compact, pointer);
    const bool same = origin.file == inherited.file && (origin.line > 0) == (inherited.line > 0);
    if (pointer.empty() || !same) compact.origins[pointer] = origin;
  }
  return compact;
}

Document extract(const Document& document, const std::string& pointer) {
  Document part;
  part.root = document.root.at(Json::json_pointer(pointer));
  for (auto at = document.origins.lower_bound(pointer);
       at != document.origins.end() && at->first.starts_with(pointer); ++at) {
    const std::string inner = at->first.substr(pointer.size());
    if (inner.empty() || inner[0] == '/') part.origins[inner] = at->second;
  }
  part.origins.emplace("", origin_of(document, pointer));
  return part;
}

}  // namespace modnn
