#include "experiments/spec/axes.h"

#include <gtest/gtest.h>

namespace modnn {
namespace {

Axes axes(const std::string& text) {
  const Document document = parse_document(text, "e.json");
  Problems problems;
  Axes read = read_axes(document, problems);
  EXPECT_EQ(problems.lines(), std::vector<std::string>{});
  return read;
}

std::vector<std::string> problems_of(const std::string& text) {
  const Document document = parse_document(text, "e.json");
  Problems problems;
  read_axes(document, problems);
  return problems.lines();
}

std::vector<std::string> points(const Axes& axes) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < axes.size(); ++i) texts.push_back(Json(axes.values(i)).dump());
  return texts;
}

TEST(Axes, NothingVariedIsOnePoint) {
  EXPECT_EQ(axes("{}").size(), 1U);
  EXPECT_TRUE(axes("{}").columns().empty());
}

TEST(Axes, SweepTimesZipTimesReplications) {
  const Axes read = axes(
      R"({"sweep": {"/a": [1, 2]}, "zip": [{"/b": 3, "/c": 4}, {"/c": 6, "/b": 5}], "replications": 2})");
  EXPECT_EQ(read.columns(), (std::vector<std::string>{"/a", "/b", "/c", "replication"}));
  EXPECT_EQ(points(read),
            (std::vector<std::string>{"[1,3,4,0]", "[1,3,4,1]", "[1,5,6,0]", "[1,5,6,1]",
                                      "[2,3,4,0]", "[2,3,4,1]", "[2,5,6,0]", "[2,5,6,1]"}));
}

TEST(Axes, ZipIsAListOfObjectsWithTheSamePointers) {
  EXPECT_EQ(problems_of("{\n\"zip\": {\"/a\": 1}}"),
            (std::vector<std::string>{"e.json:2: /zip: expected a list of at least one object, "
                                      "each with one value per pointer, "
                                      "got {\"/a\":1}"}));
  EXPECT_EQ(
      problems_of("{\n\"zip\": [{\"/a\": 1},\n{\"/b\": 2}]}"),
      (std::vector<std::string>{
          "e.json:3: /zip/1: expected values for the pointers of the first entry (/a), got /b"}));
  EXPECT_EQ(
      problems_of("{\n\"zip\": [{}]}"),
      (std::vector<std::string>{
          "e.json:2: /zip/0: expected an object with a value for at least one pointer, got {}"}));
  EXPECT_EQ(problems_of("{\"sweep\": {\"/a\": [1]},\n\"zip\": [{\"/a\": 1}]}"),
            (std::vector<std::string>{"e.json:2: /zip: /a is in \"sweep\" already"}));
}

TEST(Axes, ReplicationsAreCounted) {
  EXPECT_EQ(axes(R"({"replications": 3})").size(), 3U);
  EXPECT_EQ(problems_of("{\"replications\": 0}"),
            (std::vector<std::string>{
                "e.json:1: /replications: expected an integer in [1, 1000000], got 0"}));
}

TEST(Axes, TooManyPointsAreAnError) {
  EXPECT_EQ(
      problems_of(
          R"({"replications": 1000000, "sweep": {"/a": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]}})"),
      (std::vector<std::string>{
          "e.json:1: /: more than 10000000 points: run the experiment in parts"}));
}

}  // namespace
}  // namespace modnn
