#include "config/document.h"

#include <gtest/gtest.h>

#include "config/error.h"
#include "config/json_parser.h"

namespace modnn {
namespace {

std::vector<std::string> errors_of(const std::string& text) {
  try {
    parse_document(text, "f.json");
  } catch (const InputError& error) {
    return error.lines();
  }
  return {};
}

int line(const Document& document, const std::string& pointer) {
  return document.origins.at(pointer).line;
}

TEST(ParseDocument, RemembersTheLineOfEveryValue) {
  const Document document = parse_document(
      "{\n \"a\": 1,\n \"b\": [true,\n  2\n ],\r\n \"c/d\": {\"e~f\":\n \"x\"}}\n", "f.json");
  EXPECT_EQ(line(document, ""), 1);
  EXPECT_EQ(line(document, "/a"), 2);
  EXPECT_EQ(line(document, "/b"), 3);
  EXPECT_EQ(line(document, "/b/0"), 3);
  EXPECT_EQ(line(document, "/b/1"), 4);
  EXPECT_EQ(line(document, "/c~1d"), 6);
  EXPECT_EQ(line(document, "/c~1d/e~0f"), 7);
  EXPECT_EQ(document.root["b"][1], 2);
}

TEST(ParseDocument, ANumberBeforeALineEndIsOnItsOwnLine) {
  const Document document = parse_document("[1\n,2.5\n,-3]", "f.json");
  EXPECT_EQ(line(document, "/0"), 1);
  EXPECT_EQ(line(document, "/1"), 2);
  EXPECT_EQ(line(document, "/2"), 3);
}

TEST(ParseDocument, ReportsEveryDuplicateKey) {
  EXPECT_EQ(errors_of("{\"a\": 1,\n\"b\": {\"c\": 1, \"c\": 2},\n\"a\": 3}"),
            (std::vector<std::string>{"f.json:2: duplicate key \"c\", first in line 2",
                                      "f.json:3: duplicate key \"a\", first in line 1"}));
}

TEST(ParseDocument, SaysWhereTheSyntaxBreaks) {
  EXPECT_EQ(errors_of("{\"a\": 1,\n\"b\" 2}").at(0).substr(0, 23), "f.json:2: invalid JSON:");
  EXPECT_EQ(errors_of("{\n\"a\": NaN}").at(0).substr(0, 22), "f.json:2: invalid JSON");
  EXPECT_EQ(errors_of("{\"a\": [1, 2}").size(), 1U);
  EXPECT_EQ(errors_of("{\"a\": 1").at(0).substr(0, 10), "f.json:1: ");
  EXPECT_EQ(errors_of("{} x").size(), 1U);
  EXPECT_EQ(errors_of("\"\xff\"").size(), 1U);
}

TEST(ParseDocument, AnEmptyFileIsNoValue) {
  EXPECT_EQ(errors_of(""),
            std::vector<std::string>{"f.json:1: expected a JSON value, got an empty file"});
}

TEST(ParseDocument, ANumberThatOverflowsIsAnError) {
  EXPECT_EQ(errors_of("[1,\n1e999\n]"),
            std::vector<std::string>{"f.json:2: number out of range: 1e999"});
}

TEST(ParseDocument, DeepNestingIsAnErrorNotACrash) {
  EXPECT_TRUE(errors_of(std::string(max_nesting, '[') + std::string(max_nesting, ']')).empty());
  EXPECT_EQ(errors_of(std::string(100000, '[')),
            std::vector<std::string>{"f.json:1: nested deeper than 200 levels"});
}

/// Small files that would take gigabytes, were every value held with its place.
TEST(ParseDocument, ValuesThatTakeTooMuchMemoryAreAnError) {
  const auto repeated = [](const std::string& part, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += part;
    return text;
  };
  const std::string long_key = "{\"" + std::string(1'000'000, 'k') + "\":";
  for (const std::string& text :
       {"[\n" + repeated("0,", 3'000'000) + "0]", "[\n" + repeated("[],", 3'000'000) + "0]",
        "[\n" + repeated("{\"\":{}},", 2'000'000) + "0]",
        "\n" + long_key + "[" + repeated("0,", 1000) + "0]}",
        "\n" + long_key + repeated("{\"a\":", 190) + "[" + repeated("0,", 300) + "0]" +
            repeated("}", 191),
        "\n" + long_key + long_key + "[" + repeated("\"\",", 200) + "0]}}"}) {
    const std::vector<std::string> errors = errors_of(text);
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0],
              "f.json:2: too many values, or too long keys above them, to be held in memory");
  }
  EXPECT_TRUE(errors_of("[" + repeated("0,", 1'000'000) + "0]").empty());
}

TEST(ParseDocument, AnObjectHasBoundedlyManyKeys) {
  std::string text = "{\"a\": 0";
  for (int i = 1; i < 20000; ++i) text += ",\"" + std::to_string(i) + "\":0";
  EXPECT_TRUE(errors_of(text + "}").empty());
  EXPECT_EQ(
      errors_of(text + ",\n\"b\":0}"),
      std::vector<std::string>{"f.json:2: expected an object of at most 20000 keys, got more"});
}

TEST(ParseDocument, CountsNoMoreThanAThousandDuplicates) {
  std::string text = "{\"a\": 0";
  for (int i = 0; i < 5000; ++i) text += ", \"a\": 0";
  EXPECT_EQ(errors_of(text + "}").size(), 1000U);
}

TEST(LoadDocument, SaysWhatIsWrongWithTheFile) {
  EXPECT_THROW(load_document("/nonexistent/x.json"), InputError);
  try {
    load_document("/");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.lines()[0], "/: expected a JSON file, got a folder");
  }
}

TEST(Graft, ReplacesAndTakesOriginsOver) {
  Document document = parse_document("{\"a\": {\"b\":\n 1, \"bb\": 2}}", "f.json");
  graft(document, "/a/b", parse_document("{\"c\":\n\n5}", "g.json"));
  EXPECT_EQ(document.root["a"]["b"]["c"], 5);
  EXPECT_EQ(origin_of(document, "/a/b/c").file, "g.json");
  EXPECT_EQ(origin_of(document, "/a/b/c").line, 3);
  EXPECT_EQ(origin_of(document, "/a/bb").file, "f.json");
  graft(document, "/a/b", parse_document("7", "h.json"));
  EXPECT_EQ(document.origins.count("/a/b/c"), 0U);
}

TEST(Graft, AddsAMemberButNoParent) {
  Document document = parse_document("{\"model\": {}, \"list\": [1]}", "f.json");
  const Document value = parse_document("1", "g.json");
  graft(document, "/model/new", value);
  EXPECT_EQ(document.root["model"]["new"], 1);
  const auto message = [&](const std::string& pointer) -> std::string {
    try {
      graft(document, pointer, value);
    } catch (const InputError& error) {
      return error.lines()[0];
    }
    return "";
  };
  EXPECT_EQ(message("/modle/x"),
            "g.json:1: /modle: there is no such value (did you mean \"model\"?)");
  EXPECT_EQ(message("/list/1"), "g.json:1: /list/1: expected an index below 1, got 1");
  EXPECT_EQ(message("/list/x"), "g.json:1: /list/x: expected an index below 1, got x");
  EXPECT_EQ(message("/model/new/x/y").substr(0, 16), "g.json:1: /model");
  EXPECT_EQ(message("model"),
            "g.json:1: expected a JSON pointer such as /delivery/via, got \"model\"");
  EXPECT_NE(message("/model/new/x"), "");
}

TEST(Extract, KeepsValuesAndOrigins) {
  const Document document = parse_document("{\"a\": [0,\n{\"b\": 1}], \"ab\": 2}", "f.json");
  const Document part = extract(document, "/a/1");
  EXPECT_EQ(part.root["b"], 1);
  EXPECT_EQ(origin_of(part, "/b").line, 2);
  EXPECT_EQ(part.origins.size(), 2U);
}

TEST(OriginOf, FallsBackToTheNearestAncestor) {
  const Document document = parse_document("{\n\"a\": {}}", "f.json");
  EXPECT_EQ(origin_of(document, "/a/missing/deep").line, 2);
  EXPECT_EQ(origin_of(document, "/other").line, 1);
}

}  // namespace
}  // namespace modnn
