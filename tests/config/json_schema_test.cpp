#include "config/json_schema.h"

#include <gtest/gtest.h>

namespace modnn {
namespace {

using Unordered = nlohmann::json;

Unordered whole_schema_of(const Keys& keys, const std::string& help = "t") {
  return Unordered::parse(json_schema("T", help, keys).dump());
}

/// The schema of a key that stands alone.
Unordered schema_of(const Key& key) {
  const Keys keys{key};
  return whole_schema_of(keys)["properties"][key.name];
}

Unordered parsed(const char* text) { return Unordered::parse(text); }

TEST(JsonSchema, ObjectsHaveTheirKeysAndComments) {
  const Keys keys{{.name = "a", .type = KeyType::text, .help = "what it is", .required = true},
                  {.name = "b", .type = KeyType::boolean, .fallback = true, .unless = {"a"}}};
  EXPECT_EQ(whole_schema_of(keys, "a thing"), parsed(R"({
    "$schema": "http://json-schema.org/draft-07/schema#", "title": "T", "description": "a thing",
    "type": "object",
    "properties": {
      "$schema": {"type": "string", "description": "where this schema is, for editors"},
      "$comment": {"description": "free text"},
      "a": {"description": "what it is", "type": "string"},
      "b": {"type": "boolean", "default": true}},
    "required": ["a"], "not": {"required": ["b", "a"]}, "additionalProperties": false})"));
}

TEST(JsonSchema, AKeyMayHaveSeveralThatExcludeIt) {
  const Keys keys{{.name = "a"}, {.name = "b", .unless = {"a", "c"}}, {.name = "c"}};
  EXPECT_EQ(whole_schema_of(keys)["not"],
            parsed(R"({"anyOf": [{"required": ["b", "a"]}, {"required": ["b", "c"]}]})"));
}

TEST(JsonSchema, NumbersHaveTheirBounds) {
  EXPECT_EQ(schema_of({.name = "a", .help = "time", .unit = "s", .bounds = positive}),
            parsed(R"json({"description": "time (s)", "type": "number", "exclusiveMinimum": 0,
                           "maximum": 1000000000000000000.0})json"));
  EXPECT_EQ(schema_of({.name = "a", .type = KeyType::integer, .bounds = {1, 64}, .fallback = 8}),
            parsed(R"({"type": "integer", "minimum": 1, "maximum": 64, "default": 8})"));
  EXPECT_EQ(schema_of({.name = "a", .values = {4, 2}}), parsed(R"({"enum": [4, 2]})"));
}

TEST(JsonSchema, WordsAndTexts) {
  EXPECT_EQ(schema_of({.name = "a", .type = KeyType::word, .words = {"x", "y"}}),
            parsed(R"({"enum": ["x", "y"]})"));
  EXPECT_EQ(schema_of({.name = "a", .type = KeyType::word, .words = {"x"}, .pattern = "^z"}),
            parsed(R"({"anyOf": [{"enum": ["x"]}, {"type": "string", "pattern": "^z"}]})"));
  EXPECT_EQ(schema_of({.name = "a", .type = KeyType::text, .longest = 9, .example = "e"}),
            parsed(R"({"type": "string", "maxLength": 9, "examples": ["e"]})"));
}

TEST(JsonSchema, ListsAndNames) {
  const Key share{.bounds = fraction};
  const Unordered number = parsed(R"({"type": "number", "minimum": 0, "maximum": 1})");
  EXPECT_EQ(schema_of({.name = "a", .type = KeyType::list, .each = &share, .least = 1, .most = 3}),
            (Unordered{{"type", "array"}, {"items", number}, {"minItems", 1}, {"maxItems", 3}}));
  EXPECT_EQ(schema_of({.name = "a", .type = KeyType::list, .each = &share, .or_one = true}),
            (Unordered{{"anyOf", {number, {{"type", "array"}, {"items", number}}}}}));
  EXPECT_EQ(
      schema_of({.name = "a", .type = KeyType::object, .each = &share, .named_by_user = true}),
      (Unordered{{"type", "object"}, {"additionalProperties", number}}));
  const Key names{
      .name = "a", .type = KeyType::object, .pattern = "^/", .least = 1, .named_by_user = true};
  const Unordered schema = schema_of(names);
  EXPECT_EQ(schema["patternProperties"], parsed(R"({"^/": {}})"));
  EXPECT_EQ(schema["minProperties"], 1);
  EXPECT_EQ(schema["additionalProperties"], false);
}

TEST(JsonSchema, ExtentsAndReferences) {
  EXPECT_EQ(schema_of({.name = "a", .type = KeyType::pair, .bounds = {1, 9}}), parsed(R"({"anyOf": [
      {"type": "integer", "minimum": 1, "maximum": 9},
      {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 9},
       "minItems": 2, "maxItems": 2}]})"));
  EXPECT_EQ(schema_of({.name = "a", .type = KeyType::reference, .refers_to = "device"}),
            parsed(R"({"anyOf": [{"type": "string"}, {"$ref": "device.schema.json"}]})"));
}

TEST(JsonSchema, AWordBringsItsKeys) {
  const std::vector<Variant> kinds{
      {"circle", "round", {{.name = "radius", .type = KeyType::boolean, .required = true}}},
      {"point", "nothing", {}}};
  const Keys keys{
      {.name = "kind", .type = KeyType::word, .words = {"circle", "point"}, .variants = &kinds}};
  const Unordered schema = whole_schema_of(keys);
  EXPECT_FALSE(schema.contains("additionalProperties"));
  EXPECT_EQ(schema["allOf"], parsed(R"([
    {"if": {"properties": {"kind": {"const": "circle"}}, "required": ["kind"]},
     "then": {"description": "round",
              "properties": {"$schema": true, "$comment": true, "kind": true,
                             "radius": {"type": "boolean"}},
              "required": ["radius"], "additionalProperties": false}},
    {"if": {"properties": {"kind": {"const": "point"}}, "required": ["kind"]},
     "then": {"description": "nothing",
              "properties": {"$schema": true, "$comment": true, "kind": true},
              "additionalProperties": false}}])"));
}

}  // namespace
}  // namespace modnn
