#include "config/reader.h"

#include <functional>
#include <gtest/gtest.h>

#include "config/error.h"

namespace modnn {
namespace {

/// The problems that `read` finds in `text`.
std::vector<std::string> problems_of(const std::string& text,
                                     const std::function<void(ObjectReader&)>& read) {
  const Document document = parse_document(text, "f.json");
  Problems problems;
  ObjectReader object{Value(document, problems)};
  read(object);
  return problems.lines();
}

using Lines = std::vector<std::string>;

TEST(ObjectReader, ReadsWhatIsThere) {
  const Document document = parse_document(
      R"({"n": 1.5, "i": 4e7, "s": "x", "b": true, "c": "two", "$comment": "free"})", "f.json");
  Problems problems;
  ObjectReader object{Value(document, problems)};
  EXPECT_EQ(object.number("n", positive), 1.5);
  EXPECT_EQ(object.integer("i", non_negative), 40000000);
  EXPECT_EQ(object.string("s"), "x");
  EXPECT_TRUE(object.boolean("b", false));
  EXPECT_EQ(object.required("c")->word({"one", "two"}), "two");
  EXPECT_EQ(object.number("absent", positive, 7.0), 7.0);
  object.done();
  EXPECT_TRUE(problems.empty());
}

TEST(ObjectReader, NamesRangeTypeAndPlace) {
  EXPECT_EQ(problems_of("{\n\"n\": -3}", [](ObjectReader& o) { o.number("n", positive); }),
            Lines{"f.json:2: /n: expected a number > 0, got -3"});
  EXPECT_EQ(problems_of("{\"n\": \"3\"}", [](ObjectReader& o) { o.number("n", fraction); }),
            Lines{"f.json:1: /n: expected a number in [0, 1], got \"3\""});
  EXPECT_EQ(problems_of("{\"n\": 1.5}",
                        [](ObjectReader& o) {
                          o.integer("n", {1, 64});
                        }),
            Lines{"f.json:1: /n: expected an integer in [1, 64], got 1.5"});
  EXPECT_EQ(problems_of("{\"n\": 1e300}", [](ObjectReader& o) { o.number("n", positive); }),
            Lines{"f.json:1: /n: expected a number > 0 of at most 1e18, got 1e+300"});
  EXPECT_EQ(problems_of("{\"n\": 1}", [](ObjectReader& o) { o.boolean("n", true); }),
            Lines{"f.json:1: /n: expected true or false, got 1"});
  EXPECT_EQ(
      problems_of("{\"n\": \"to\"}",
                  [](ObjectReader& o) {
                    o.required("n")->word({"one", "two"});
                  }),
      Lines{"f.json:1: /n: expected one of \"one\", \"two\", got \"to\" (did you mean \"two\"?)"});
}

TEST(ObjectReader, ReportsMissingAndUnknownKeys) {
  EXPECT_EQ(problems_of("{\"modell\": 1,\n\"zzz\": 2}",
                        [](ObjectReader& o) {
                          o.string("model");
                          o.optional("mode");
                          o.done();
                        }),
            (Lines{"f.json:1: /: missing key \"model\"",
                   "f.json:1: /modell: unknown key \"modell\" (did you mean \"model\"?)",
                   "f.json:2: /zzz: unknown key \"zzz\"; known are \"mode\", \"model\""}));
}

TEST(ObjectReader, ANonObjectIsOneProblem) {
  EXPECT_EQ(problems_of("[1]",
                        [](ObjectReader& o) {
                          o.string("model");
                          o.done();
                        }),
            Lines{"f.json:1: /: expected an object, got [1]"});
}

TEST(Value, ShortensLongValues) {
  const Document document =
      parse_document("[" + std::string(100, ' ') + "\"" + std::string(200, 'x') + "\"]", "f.json");
  Problems problems;
  Value(document, problems, "/0").number();
  EXPECT_LT(problems.lines()[0].size(), 120U);
  EXPECT_TRUE(problems.lines()[0].ends_with("..."));
}

TEST(Problems, PrintsTwentyAndCountsTheRest) {
  Problems problems;
  problems.throw_if_any();
  for (int i = 0; i < 23; ++i) problems.add("line " + std::to_string(i));
  try {
    problems.throw_if_any();
    FAIL();
  } catch (const InputError& error) {
    ASSERT_EQ(error.lines().size(), 21U);
    EXPECT_EQ(error.lines()[20], "... and 3 more problems");
  }
}

}  // namespace
}  // namespace modnn
