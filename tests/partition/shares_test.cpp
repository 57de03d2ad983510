#include "partition/shares.h"

#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace modnn {
namespace {

std::vector<Index> sizes(Index total, const std::vector<double>& shares) {
  std::vector<Index> result;
  for (const Range& range : proportional_ranges(total, shares)) result.push_back(range.size());
  return result;
}

TEST(ProportionalRanges, AreConsecutiveAndCoverEverything) {
  const auto ranges = proportional_ranges(14, {1, 1, 1, 1});
  EXPECT_EQ(ranges, (std::vector<Range>{{0, 4}, {4, 8}, {8, 11}, {11, 14}}));
}

TEST(ProportionalRanges, GiveTheRemainderToTheLargestFractions) {
  // Quotas 5.0, 2.5, 2.5: the unit that is left goes to the first of the two equal fractions.
  EXPECT_EQ(sizes(10, {2, 1, 1}), (std::vector<Index>{5, 3, 2}));
  // Quotas 0.7, 6.3: the largest fraction is the first.
  EXPECT_EQ(sizes(7, {1, 9}), (std::vector<Index>{1, 6}));
}

TEST(ProportionalRanges, LeaveATooSmallShareEmpty) {
  // Quotas 0.2, 4.9, 4.9: both units that are left go to the .9 fractions.
  EXPECT_EQ(sizes(10, {1, 24.5, 24.5}), (std::vector<Index>{0, 5, 5}));
  EXPECT_EQ(sizes(2, {1, 1, 1, 1}), (std::vector<Index>{1, 1, 0, 0}));
  EXPECT_EQ(sizes(3, {0, 1}), (std::vector<Index>{0, 3}));
}

TEST(ProportionalRanges, SumToTheTotalForAnyNumberOfWorkers) {
  for (std::size_t workers = 1; workers <= 64; ++workers) {
    std::vector<double> shares;
    for (std::size_t i = 0; i < workers; ++i) shares.push_back(0.1 + static_cast<double>(i % 7));
    for (const Index total : {0, 1, 7, 14, 224}) {
      const auto all = sizes(total, shares);
      EXPECT_EQ(std::accumulate(all.begin(), all.end(), Index{0}), total);
    }
  }
}

TEST(ProportionalRanges, RefuseImpossibleShares) {
  EXPECT_THROW(proportional_ranges(4, {0, 0}), std::invalid_argument);
  EXPECT_THROW(proportional_ranges(4, {}), std::invalid_argument);
  EXPECT_THROW(proportional_ranges(4, {1, -1}), std::invalid_argument);
  EXPECT_THROW(proportional_ranges(4, {std::numeric_limits<double>::quiet_NaN()}),
               std::invalid_argument);
}

}  // namespace
}  // namespace modnn
