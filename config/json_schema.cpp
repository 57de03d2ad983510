#include "config/json_schema.h"

#include <cmath>

namespace modnn {
namespace {

Json of_key(const Key& key);

/// 3, not 3.0.
Json plain(double number) {
  if (number == std::floor(number) && std::abs(number) < 1e16)
    return static_cast<std::int64_t>(number);
  return number;
}

Json plain(const Json& value) {
  if (value.is_number_float()) return plain(value.get<double>());
  if (!value.is_structured()) return value;
  Json copy = value;
  for (auto& [key, member] : copy.items()) member = plain(Json(member));
  return copy;
}

Json in_bounds(const char* type, const Bounds& bounds) {
  Json schema{{"type", type}};
  if (bounds.low > any_number.low)
    schema[bounds.low_open ? "exclusiveMinimum" : "minimum"] = plain(bounds.low);
  schema["maximum"] = plain(bounds.high);
  return schema;
}

Json number(const Key& key, const char* type) {
  if (key.values.empty()) return in_bounds(type, key.bounds);
  Json values = Json::array();
  for (const double value : key.values) values.push_back(plain(value));
  return {{"enum", values}};
}

Json text(const Key& key) {
  Json schema{{"type", "string"}};
  if (!key.pattern.empty()) schema["pattern"] = key.pattern;
  if (key.longest > 0) schema["maxLength"] = key.longest;
  return schema;
}

Json word(const Key& key) {
  Json words{{"enum", key.words}};
  if (key.pattern.empty()) return words;
  return {{"anyOf", {words, text(key)}}};
}

Json of_length(const Json& items, std::size_t least, std::size_t most) {
  Json schema{{"type", "array"}, {"items", items}};
  if (least > 0) schema["minItems"] = least;
  if (most > 0) schema["maxItems"] = most;
  return schema;
}

Json extents(const Key& key) {
  const Json one = in_bounds("integer", key.bounds);
  Json ways{one, of_length(one, 2, 2)};
  if (key.type == KeyType::sides) ways.push_back(of_length(one, 4, 4));
  return {{"anyOf", ways}};
}

/// What every object may have: the program takes no notice of it.
void add_comments(Json& properties) {
  properties["$schema"] = {{"type", "string"},
                           {"description", "where this schema is, for editors"}};
  properties["$comment"] = {{"description", "free text"}};
}

/// The keys that a word brings along: then, and only then, the object may have them.
Json when(const std::string& key, const Variant& variant, const Json& common) {
  Json properties = Json::object();
  for (const auto& [name, schema] : common.items()) properties[name] = true;
  Json required = Json::array();
  for (const Key& own : variant.keys) {
    properties[own.name] = of_key(own);
    if (own.required) required.push_back(own.name);
  }
  Json condition{{"properties", {{key, {{"const", variant.word}}}}}, {"required", {key}}};
  Json then{{"description", variant.help}, {"properties", properties}};
  if (!required.empty()) then["required"] = required;
  then["additionalProperties"] = false;
  return {{"if", condition}, {"then", then}};
}

Json object(const Keys& keys) {
  Json schema{{"type", "object"}, {"properties", Json::object()}};
  add_comments(schema["properties"]);
  Json required = Json::array();
  Json excluding = Json::array();
  const Key* chooser = nullptr;
  for (const Key& key : keys) {
    schema["properties"][key.name] = of_key(key);
    if (key.required) required.push_back(key.name);
    for (const std::string& other : key.unless)
      excluding.push_back(Json{{"required", {key.name, other}}});
    if (key.variants != nullptr) chooser = &key;
  }
  if (excluding.size() == 1) schema["not"] = excluding[0];
  if (excluding.size() > 1) schema["not"] = {{"anyOf", excluding}};
  if (!required.empty()) schema["required"] = required;
  if (chooser == nullptr) {
    schema["additionalProperties"] = false;
    return schema;
  }
  for (const Variant& variant : *chooser->variants) {
    schema["allOf"].push_back(when(chooser->name, variant, schema["properties"]));
  }
  return schema;
}

/// An object whose keys are names that the user gives.
Json names(const Key& key) {
  const Json each = key.each == nullptr ? Json::object() : of_key(*key.each);
  Json schema{{"type", "object"}};
  if (key.pattern.empty()) {
    schema["additionalProperties"] = each;
  } else {
    add_comments(schema["properties"]);
    schema["patternProperties"] = {{key.pattern, each}};
    schema["additionalProperties"] = false;
  }
  if (key.least > 0) schema["minProperties"] = key.least;
  return schema;
}

Json list(const Key& key) {
  const Json each = key.inside != nullptr ? object(*key.inside)
                    : key.each != nullptr ? of_key(*key.each)
                                          : Json::object();
  const Json list = of_length(each, key.least, key.most);
  return key.or_one ? Json{{"anyOf", {each, list}}} : list;
}

Json reference(const Key& key) {
  const Json name{{"type", "string"}};
  if (key.refers_to.empty()) return {{"anyOf", {name, object(*key.inside)}}};
  const Json written_out{{"$ref", key.refers_to + ".schema.json"}};
  return {{"anyOf", {name, written_out}}};
}

Json of_type(const Key& key) {
  switch (key.type) {
    case KeyType::object:
      return key.named_by_user ? names(key) : object(*key.inside);
    case KeyType::list:
      return list(key);
    case KeyType::number:
      return number(key, "number");
    case KeyType::integer:
      return number(key, "integer");
    case KeyType::boolean:
      return {{"type", "boolean"}};
    case KeyType::word:
      return word(key);
    case KeyType::text:
      return text(key);
    case KeyType::reference:
      return reference(key);
    case KeyType::citation:
      return {{"type", {"string", "object"}}};
    case KeyType::pair:
    case KeyType::sides:
      return extents(key);
  }
  return Json::object();
}

Json of_key(const Key& key) {
  Json schema = Json::object();
  const std::string help = with_unit(key.help, key.unit);
  if (!help.empty()) schema["description"] = help;
  schema.update(of_type(key));
  if (!key.fallback.is_null()) schema["default"] = plain(key.fallback);
  if (!key.example.is_null()) schema["examples"] = Json::array({plain(key.example)});
  return schema;
}

}  // namespace

std::string with_unit(std::string_view help, std::string_view unit) {
  std::string text(help);
  if (!unit.empty()) text.append(" (").append(unit).append(")");
  return text;
}

Json json_schema(const std::string& title, const std::string& help, const Keys& keys, bool open) {
  Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
              {"title", title},
              {"description", help}};
  schema.update(object(keys));
  if (open) schema.erase("additionalProperties");
  return schema;
}

}  // namespace modnn
