#include "experiments/spec/pointers.h"

#include <algorithm>

#include "config/error.h"
#include "config/suggest.h"
#include "experiments/spec/experiment_keys.h"

namespace modnn {
namespace {

/// The part of a pointer before its last token.
std::string above(const std::string& pointer) { return pointer.substr(0, pointer.rfind('/')); }

std::string last_token(const std::string& pointer) {
  return pointer.substr(pointer.rfind('/') + 1);
}

/// The names that an object has, and those that it may have.
std::vector<std::string> names_in(const Json& object, const std::string& pointer) {
  std::vector<std::string> names;
  for (const auto& [name, member] : object.items()) names.push_back(name);
  const Key* key = key_at(experiment_keys(), pointer);
  // The elements of a list have the rows of the list.
  if (key != nullptr && key->inside == nullptr) key = key_at(experiment_keys(), above(pointer));
  const Keys* rows = pointer.empty() ? &experiment_keys() : key != nullptr ? key->inside : nullptr;
  if (rows == nullptr) return names;
  for (const Key& row : *rows) {
    if (std::find(names.begin(), names.end(), row.name) == names.end()) names.push_back(row.name);
  }
  return names;
}

std::string place_of(const Document& value) {
  const Origin origin = origin_of(value, "");
  return origin.line > 0 ? origin.file + ":" + std::to_string(origin.line) : origin.file;
}

/// Makes the object at `pointer` if it is absent; its parent is there.
void make_object(Document& experiment, const std::string& pointer, const Document& value) {
  const Json::json_pointer at(pointer);
  if (experiment.root.contains(at)) return;
  const Json& parent = experiment.root.at(Json::json_pointer(above(pointer)));
  if (!parent.is_object()) return;  // graft() says what is wrong
  const Key* key = key_at(experiment_keys(), pointer);
  if (key != nullptr && key->type != KeyType::object) {
    throw InputError(place_of(value) + ": " + pointer +
                     ": has no keys: nothing can stand below it");
  }
  if (key == nullptr) {
    throw InputError(place_of(value) + ": " + pointer + ": there is no such value" +
                     did_you_mean(tokens_of(pointer).back(), names_in(parent, above(pointer))));
  }
  Document made;
  made.root = Json::object();
  made.origins[""] = origin_of(value, "");
  graft(experiment, pointer, made);
}

}  // namespace

std::string wrong_with_pointer(const std::string& pointer) {
  if (pointer.empty() || pointer[0] != '/') {
    return "expected a JSON pointer such as \"/delivery/via\" as the key";
  }
  for (std::size_t at = 0; (at = pointer.find('~', at)) != std::string::npos; ++at) {
    const char next = at + 1 < pointer.size() ? pointer[at + 1] : ' ';
    if (next != '0' && next != '1') {
      return "in a JSON pointer \"~\" is written ~0 and a \"/\" inside a name ~1: got " + pointer;
    }
  }
  if (pointer.ends_with('/') || pointer.find("//") != std::string::npos) {
    return "expected a name or an index after every \"/\" of the JSON pointer, got " + pointer;
  }
  return "";
}

bool is_utf8(const std::string& text) {
  try {
    static_cast<void>(Json(text).dump());
    return true;
  } catch (const Json::type_error&) {
    return false;
  }
}

void put(Document& experiment, const std::string& pointer, const Document& value) {
  std::size_t end = pointer.find('/', 1);
  for (; end != std::string::npos; end = pointer.find('/', end + 1)) {
    const std::string parent = pointer.substr(0, end);
    const std::string token = last_token(parent);
    const Json& holder = experiment.root.at(Json::json_pointer(above(parent)));
    // A wrong index or a value that is no object: graft() says so.
    if (!holder.is_object()) {
      const bool index = holder.is_array() && token.size() < 10 &&
                         token.find_first_not_of("0123456789") == std::string::npos &&
                         (token == "0" || token[0] != '0') && std::stoul(token) < holder.size();
      if (!index) break;
      continue;
    }
    make_object(experiment, parent, value);
  }
  graft(experiment, pointer, value);
}

}  // namespace modnn
