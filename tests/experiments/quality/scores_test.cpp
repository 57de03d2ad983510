#include "experiments/quality/scores.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace modnn {
namespace {

TEST(QualityChanges, NamesEveryDifferenceAndNothingElse) {
  const Json baseline = Json::parse(
      R"({"a": {"volume": 10, "imbalance": 0.5}, "gone": {"volume": 1}, "same": {"volume": 2}})");
  const Json now = Json::parse(
      R"({"a": {"volume": 11, "imbalance": 0.5}, "same": {"volume": 2}, "new": {"volume": 3}})");
  const std::vector<QualityChange> changes = quality_changes(baseline, now);
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].row, "a");
  EXPECT_EQ(changes[0].metric, "volume");
  EXPECT_EQ(changes[0].before, 10);
  EXPECT_EQ(changes[0].now, 11);
  EXPECT_EQ(changes[1].row, "new");
  EXPECT_TRUE(changes[1].before.is_null());
  EXPECT_EQ(changes[2].row, "gone");
  EXPECT_TRUE(changes[2].now.is_null());
}

TEST(QualityChanges, CompareExactly) {
  const Json baseline = Json::parse(R"({"a": {"imbalance": 0.1}})");
  Json now = baseline;
  EXPECT_TRUE(quality_changes(baseline, now).empty());
  now["a"]["imbalance"] = std::nextafter(0.1, 1.0);
  EXPECT_EQ(quality_changes(baseline, now).size(), 1U);
}

TEST(QualityChanges, NoticeMetricsThatComeAndGo) {
  const Json baseline = Json::parse(R"({"a": {"old": 1}})"),
             now = Json::parse(R"({"a": {"new": 1}})");
  EXPECT_EQ(quality_changes(baseline, now).size(), 2U);
}

TEST(QualityText, HasOneRowALineAndReadsBackExactly) {
  const Json scores = Json::parse(R"({"a": {"volume": 10, "imbalance": 0.1}, "b": {"volume": 2}})");
  const std::string text = quality_text(scores);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
  EXPECT_TRUE(quality_changes(Json::parse(text), scores).empty());
}

}  // namespace
}  // namespace modnn
