#include "experiments/validation/mean_error.h"

#include <gtest/gtest.h>

namespace modnn {
namespace {

TEST(MeanError, OfNoneOrOneHasNoInterval) {
  EXPECT_EQ(mean_error({}).figures, 0);
  EXPECT_EQ(mean_error({0.3}).mean, 0.3);
  EXPECT_FALSE(mean_error({0.3}).interval);
  EXPECT_EQ(mean_error_text(mean_error({0.3})), "30.0 % (1 figure)");
}

// Of n figures, one of which is n and the others 0, a sample's mean is how often it drew the n:
// B(n, 1/n).
TEST(MeanError, IntervalsAreThoseOfTheBinomialDistribution) {
  // n = 2: 1/4, 1/2, 1/4. n = 3: 8/27 are 0, 1/27 = 3.7 % are 3.
  const MeanError two = mean_error({0, 2}), three = mean_error({0, 3, 0});
  EXPECT_DOUBLE_EQ(two.mean, 1);
  EXPECT_EQ(two.interval->low, 0);
  EXPECT_EQ(two.interval->high, 2);
  EXPECT_EQ(three.interval->low, 0);
  EXPECT_EQ(three.interval->high, 3);
  // n = 4: 1/256 = 0.4 % are 4, 13/256 = 5.1 % are 3 or more.
  const MeanError four = mean_error({4, 0, 0, 0});
  EXPECT_EQ(four.interval->low, 0);
  EXPECT_EQ(four.interval->high, 3);
  // And from above: one 0 among four 5/4.
  EXPECT_EQ(mean_error({1.25, 0, 1.25, 1.25, 1.25}).interval->high, 1.25);
}

TEST(MeanError, OfTheSameFiguresIsTheSame) {
  const std::vector<double> errors{0.1, 0.3, 0.25, 0.07};
  EXPECT_EQ(mean_error(errors).interval->low, mean_error(errors).interval->low);
  EXPECT_EQ(mean_error_text(mean_error({0.5, 0.5})),
            "50.0 % (95 % interval 50.0 to 50.0 %, 2 figures)");
}

ClaimGroup group(const std::string& publication, double simulated) {
  return {publication,
          "",
          "",
          "",
          {{"latency, 1", "s", 10, 10, true},
           {"latency, 2", "s", 10, simulated, false},
           {"traffic, 2", "s", 10, 13, false}},
          ""};
}

TEST(MeanError, IsOfWhatIsPredicted) {
  EXPECT_EQ(predicted_errors(group("one", 8), "memory").size(), 0U);
  ASSERT_EQ(predicted_errors(group("one", 8), "latency").size(), 1U);
  EXPECT_NEAR(predicted_errors(group("one", 8), "latency")[0], 0.2, 1e-12);
}

TEST(MeanError, OfAPublicationIsOverAllOfItsGroups) {
  const auto errors = errors_of_publications({group("one", 8), group("one", 11), group("two", 10)});
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].first, "one");
  EXPECT_EQ(errors[0].second.figures, 4);
  EXPECT_NEAR(errors[0].second.mean, (0.2 + 0.3 + 0.1 + 0.3) / 4, 1e-12);
  EXPECT_EQ(errors[1].first, "two");
  EXPECT_NEAR(errors[1].second.mean, 0.15, 1e-12);
}

TEST(MeanError, OfAPublicationLeavesOutAlternativeReadings) {
  ClaimGroup other = group("one", 5);
  other.alternative = true;
  ClaimGroup alone = group("two", 5);
  alone.alternative = true;
  const auto errors = errors_of_publications({other, group("one", 8), other, alone});
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].second.figures, 2);
  EXPECT_NEAR(errors[0].second.mean, (0.2 + 0.3) / 2, 1e-12);
}

}  // namespace
}  // namespace modnn
