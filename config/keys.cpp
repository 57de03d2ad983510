#include "config/keys.h"

#include <algorithm>
#include <stdexcept>

namespace modnn {
namespace {

const Key* find(const Keys& keys, const std::string& name) {
  const auto row =
      std::find_if(keys.begin(), keys.end(), [&name](const Key& key) { return key.name == name; });
  return row == keys.end() ? nullptr : &*row;
}

/// The value that an absent key takes from another one; null when that is absent, too.
Json copied(const Key& key, const Json& object, const Json& root) {
  const bool absolute = key.same_as.starts_with('/');
  const Json* value = absolute ? &root : &object;
  for (const std::string& token : tokens_of(absolute ? key.same_as : "/" + key.same_as)) {
    if (!value->is_object() || !value->contains(token)) return nullptr;
    value = &(*value)[token];
  }
  return *value;
}

Json absent_value(const Key& key, const Json& object, const Json& root) {
  if (key.filled) return Json::object();
  if (!key.fallback.is_null()) return key.fallback;
  if (key.same_as.empty()) return nullptr;
  const bool excluded = std::any_of(key.unless.begin(), key.unless.end(),
                                    [&](const auto& sibling) { return object.contains(sibling); });
  if (excluded) return nullptr;
  return copied(key, object, root);
}

/// "missing key "x": what it is (unit)".
std::string missing(const Key& key) {
  std::string text = "missing key \"" + key.name + "\"";
  if (!key.help.empty()) text.append(": ").append(key.help);
  if (!key.unit.empty()) text.append(" (").append(key.unit).append(")");
  return text;
}

/// The part of a pointer that leads on from where the file of its value was put in.
std::string within_file(const Document& document, const std::string& pointer) {
  const std::string file = origin_of(document, pointer).file;
  std::string top = pointer;
  while (!top.empty()) {
    const std::string above = top.substr(0, top.rfind('/'));
    if (origin_of(document, above).file != file) break;
    top = above;
  }
  return pointer.substr(top.size());
}

/// Whether the same was said of the same object, or of an equal one in the same line: a device that
/// several phones have is one description.
bool said_already(const Value& object, const std::string& text) {
  const Document& document = object.document();
  Problems probe;
  probe.add(document, object.pointer(), "");
  const std::string place = probe.lines()[0].substr(0, probe.lines()[0].find(": /") + 2);
  const auto& lines = object.problems().lines();
  return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
    if (!line.starts_with(place + "/") || !line.ends_with(text)) return false;
    const std::string pointer = line.substr(place.size(), line.size() - place.size() - text.size());
    const Json::json_pointer at(pointer);
    return within_file(document, pointer) == within_file(document, object.pointer()) ||
           (document.root.contains(at) && document.root.at(at) == object.json());
  });
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : std::string();
}

double read_number(const Value& value, const Key& key) {
  if (key.values.empty()) return value.number(key.bounds);
  const bool is_number = value.is_number();
  const double number = is_number ? value.json().get<double>() : key.values.front();
  const bool known = std::find(key.values.begin(), key.values.end(), number) != key.values.end();
  if (!is_number || !known) value.expected(one_of(key.values));
  return known ? number : key.values.front();
}

}  // namespace

Keys joined(Keys first, const Keys& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

const Key* key_at(const Keys& keys, const std::string& pointer) {
  const Keys* level = &keys;
  const Key* key = nullptr;
  for (const std::string& token : tokens_of(pointer)) {
    if (key != nullptr && key->type == KeyType::list) {
      // The elements of a list have the list's row.
      if (token.find_first_not_of("0123456789") != std::string::npos) return nullptr;
      static const Key element{.type = KeyType::object};
      key = &element;
      continue;
    }
    if (level == nullptr) return nullptr;
    key = find(*level, token);
    if (key == nullptr) return nullptr;
    level = key->inside;
  }
  return key;
}

std::string one_of(const std::vector<double>& values) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i) {
    text += i == 0 ? "" : i + 1 == values.size() ? " or " : ", ";
    text += Json(static_cast<std::int64_t>(values[i])).dump();
  }
  return text;
}

void complete(Json& object, const Keys& keys, const Json& root) {
  if (!object.is_object()) return;
  for (const Key& key : keys) {
    if (!object.contains(key.name)) {
      Json value = absent_value(key, object, root);
      if (value.is_null()) continue;
      object[key.name] = std::move(value);
    }
    Json& value = object[key.name];
    if (key.variants != nullptr) {
      const std::string word = text_of(value);
      for (const Variant& variant : *key.variants) {
        if (variant.word == word) complete(object, variant.keys, root);
      }
    }
    if (key.inside == nullptr) continue;
    if (value.is_array()) {
      for (Json& element : value) complete(element, *key.inside, root);
    } else {
      complete(value, *key.inside, root);
    }
  }
}

KeyReader::KeyReader(const Value& value, const Keys& keys) : object_(value), keys_(&keys) {}

const Key& KeyReader::row(const std::string& name) const {
  const Key* key = find(*keys_, name);
  if (key == nullptr) throw std::logic_error("there is no row for the key " + name);
  return *key;
}

std::optional<Value> KeyReader::member(const std::string& name) {
  auto value = object_.optional(name);
  const Key& key = row(name);
  if (value || !key.required || !object_.value().is_object()) return value;
  if (!said_already(object_.value(), ": " + missing(key))) object_.value().problem(missing(key));
  return value;
}

double KeyReader::number(const std::string& name, double otherwise) {
  const Key& key = row(name);
  if (const auto value = member(name)) return read_number(*value, key);
  if (key.required) return key.bounds.low;
  return key.fallback.is_number() ? key.fallback.get<double>() : otherwise;
}

std::int64_t KeyReader::integer(const std::string& name) {
  const Key& key = row(name);
  if (const auto value = member(name)) {
    if (key.values.empty()) return value->integer(key.bounds);
    return static_cast<std::int64_t>(read_number(*value, key));
  }
  return key.fallback.is_number() ? key.fallback.get<std::int64_t>()
                                  : static_cast<std::int64_t>(key.bounds.low);
}

bool KeyReader::boolean(const std::string& name) {
  if (const auto value = member(name)) return value->boolean();
  const Key& key = row(name);
  return key.fallback.is_boolean() && key.fallback.get<bool>();
}

std::string KeyReader::text(const std::string& name) {
  if (const auto value = member(name)) return value->string();
  return text_of(row(name).fallback);
}

std::string KeyReader::word(const std::string& name) {
  const Key& key = row(name);
  if (const auto value = member(name)) return value->word(key.words);
  const std::string fallback = text_of(key.fallback);
  return fallback.empty() ? key.words.front() : fallback;
}

std::vector<double> KeyReader::numbers(const std::string& name) {
  std::vector<double> numbers;
  const auto value = member(name);
  if (!value) return numbers;
  const Key& key = row(name);
  for (const Value& element : value->elements()) numbers.push_back(read_number(element, *key.each));
  if (value->is_array() && numbers.size() < key.least) {
    value->expected("a list of at least one number");
  }
  return numbers;
}

std::vector<std::int64_t> KeyReader::extents(const std::string& name) {
  const auto value = member(name);
  if (!value) return {};
  const Key& key = row(name);
  const std::size_t most = key.type == KeyType::sides ? 4 : 2;
  if (!value->is_array()) return std::vector<std::int64_t>(most, value->integer(key.bounds));
  const std::vector<Value> parts = value->elements();
  if (parts.size() != 2 && parts.size() != most) {
    value->expected(most == 2 ? "an integer or [height, width]"
                              : "an integer, [height, width] or [top, bottom, left, right]");
    return {};
  }
  std::vector<std::int64_t> extents;
  for (const Value& part : parts) {
    // Half of the sides stand for two each.
    extents.insert(extents.end(), most / parts.size(), part.integer(key.bounds));
  }
  return extents;
}

void KeyReader::done() {
  if (!value().is_object()) return;
  const auto& members = value().json().items();
  const bool all_known = std::all_of(members.begin(), members.end(), [this](const auto& member) {
    return find(*keys_, member.key()) != nullptr;
  });
  if (all_known) return;
  for (const Key& key : *keys_) object_.optional(key.name);
  object_.done();
}

}  // namespace modnn
