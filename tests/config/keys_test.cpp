#include "config/keys.h"

#include <gtest/gtest.h>

namespace modnn {
namespace {

enum class Colour { red, green, blue };

const Keys& keys() {
  static const Key share{.type = KeyType::number, .bounds = positive_fraction};
  static const std::vector<Variant> shapes{
      {"circle", "round", {{.name = "radius", .fallback = 1}}},
      {"square", "not round", {{.name = "side", .fallback = 2}}}};
  static const Keys rows{
      {.name = "colour",
       .type = KeyType::word,
       .fallback = "green",
       .words = {"blue", "green", "red"}},
      {.name = "channel", .type = KeyType::integer, .values = {20, 40}, .fallback = 40},
      {.name = "shares", .type = KeyType::list, .each = &share, .least = 1},
      {.name = "extent", .type = KeyType::pair, .bounds = {1, 9}},
      {.name = "padding", .type = KeyType::sides, .bounds = {0, 9}},
      {.name = "shape", .type = KeyType::word, .words = {"circle", "square"}, .variants = &shapes},
  };
  return rows;
}

/// What `read` finds wrong with `text`.
template <class Read>
std::vector<std::string> problems_of(const std::string& text, Read&& read) {
  const Document document = parse_document(text, "f.json");
  Problems problems;
  KeyReader reader(Value(document, problems), keys());
  read(reader);
  return problems.lines();
}

using Lines = std::vector<std::string>;
using Extents = std::vector<std::int64_t>;

TEST(KeyReader, AWordIsItsEnumeratorWhereverEitherStands) {
  const Words<Colour> words{{Colour::green, "green"}, {Colour::red, "red"}, {Colour::blue, "blue"}};
  for (const auto& [colour, name] : words) {
    EXPECT_EQ(problems_of(R"({"colour": ")" + name + "\"}",
                          [&, expected = colour](KeyReader& reader) {
                            EXPECT_EQ(reader.word("colour", words), expected);
                          }),
              Lines{});
  }
  problems_of("{}",
              [&](KeyReader& reader) { EXPECT_EQ(reader.word("colour", words), Colour::green); });
  EXPECT_EQ(name_of(words, Colour::blue), "blue");
  EXPECT_THROW(named(words, "yellow"), std::logic_error);
}

TEST(KeyReader, SomeNumbersOnly) {
  problems_of("{}", [](KeyReader& reader) { EXPECT_EQ(reader.integer("channel"), 40); });
  problems_of(R"({"channel": 20})",
              [](KeyReader& reader) { EXPECT_EQ(reader.integer("channel"), 20); });
  for (const char* wrong : {"30", "20.5", "\"20\"", "-1"}) {
    EXPECT_EQ(problems_of(std::string(R"({"channel": )") + wrong + "}",
                          [](KeyReader& reader) { reader.integer("channel"); }),
              Lines{std::string("f.json:1: /channel: expected 20 or 40, got ") + wrong});
  }
  EXPECT_EQ(one_of({4, 2, 1}), "4, 2 or 1");
}

TEST(KeyReader, ListsOfNumbers) {
  problems_of(R"({"shares": [0.5, 1]})", [](KeyReader& reader) {
    EXPECT_EQ(reader.numbers("shares"), (std::vector<double>{0.5, 1}));
  });
  EXPECT_EQ(problems_of(R"({"shares": [0.5, 2]})", [](KeyReader& r) { r.numbers("shares"); }),
            Lines{"f.json:1: /shares/1: expected a number in (0, 1], got 2"});
  EXPECT_EQ(problems_of(R"({"shares": []})", [](KeyReader& r) { r.numbers("shares"); }),
            Lines{"f.json:1: /shares: expected a list of at least one number, got []"});
}

TEST(KeyReader, ExtentsOfBothAxesAndOfAllSides) {
  const auto extents = [](const std::string& name, const std::string& value) {
    Extents read;
    const auto lines = problems_of("{\"" + name + "\": " + value + "}",
                                   [&](KeyReader& reader) { read = reader.extents(name); });
    EXPECT_EQ(lines, Lines{}) << value;
    return read;
  };
  EXPECT_EQ(extents("extent", "3"), (Extents{3, 3}));
  EXPECT_EQ(extents("extent", "[3, 5]"), (Extents{3, 5}));
  EXPECT_EQ(extents("padding", "3"), (Extents{3, 3, 3, 3}));
  EXPECT_EQ(extents("padding", "[1, 2]"), (Extents{1, 1, 2, 2}));
  EXPECT_EQ(extents("padding", "[1, 2, 3, 4]"), (Extents{1, 2, 3, 4}));
  EXPECT_EQ(problems_of(R"({"extent": [1, 2, 3]})", [](KeyReader& r) { r.extents("extent"); }),
            Lines{"f.json:1: /extent: expected an integer or [height, width], got [1,2,3]"});
}

TEST(Keys, AWordBringsTheDefaultsOfItsKeys) {
  Json object{{"shape", "square"}};
  complete(object, keys(), object);
  EXPECT_EQ(object["side"], 2);
  EXPECT_FALSE(object.contains("radius"));
  EXPECT_EQ(object["colour"], "green");
}

}  // namespace
}  // namespace modnn
