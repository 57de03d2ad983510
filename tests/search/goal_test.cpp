#include "search/goal.h"

#include <gtest/gtest.h>

namespace modnn {
namespace {

TEST(Score, IsThatOfTheObjective) {
  const Outcome outcome{3, 20, 500};
  EXPECT_EQ(score_of({Objective::makespan}, outcome).value, 3);
  EXPECT_EQ(score_of({Objective::energy}, outcome).value, 20);
  EXPECT_EQ(score_of({Objective::peak_memory}, outcome).value, 500);
}

// 3 s of at most 2 s are half too much, 20 J of at most 16 J a quarter.
TEST(Score, CountsTheLimitThatIsExceededMost) {
  EXPECT_DOUBLE_EQ(score_of({.subject_to = {2, 16, 500}}, {3, 20, 500}).beyond, 0.5);
  EXPECT_DOUBLE_EQ(score_of({.subject_to = {3, 16, 500}}, {3, 20, 500}).beyond, 0.25);
  EXPECT_EQ(score_of({.subject_to = {3, 20, 500}}, {3, 20, 500}).beyond, 0);
}

TEST(Score, OfWhatKeepsTheLimitsIsBetterHoweverLittleOthersTake) {
  const Goal goal{.minimise = Objective::energy, .subject_to = {.makespan_s = 2}};
  const Score slow = score_of(goal, {3, 1, 1}), slower = score_of(goal, {4, 0.5, 1});
  const Score fast = score_of(goal, {2, 10, 1}), faster = score_of(goal, {1, 11, 1});
  EXPECT_LT(fast, slow);
  EXPECT_LT(slow, slower);
  EXPECT_LT(fast, faster);
}

TEST(Score, OfEqualsIsDecidedByTheTime) {
  const Goal goal{.minimise = Objective::peak_memory};
  EXPECT_LT(score_of(goal, {1, 9, 5}), score_of(goal, {2, 8, 5}));
  EXPECT_LT(score_of(goal, {1, 8, 5}), score_of(goal, {1, 9, 5}));
}

}  // namespace
}  // namespace modnn
