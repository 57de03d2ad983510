#include "partition/plan/holdings.h"

#include <gtest/gtest.h>

namespace modnn {
namespace {

const MapId map{1};

Region rows(Index begin, Index end) { return Box{{0, 2}, {begin, end}, {0, 8}}; }

TEST(Holdings, WhatIsComputedIsHeldAndPartlyOwned) {
  Holdings holdings(3);
  holdings.computes(1, map, rows(0, 5), rows(0, 4));
  EXPECT_EQ(holdings.held(map, 1), rows(0, 5));
  EXPECT_EQ(holdings.owned(map, 1), rows(0, 4));
  EXPECT_TRUE(holdings.held(map, 2).empty());
  EXPECT_TRUE(holdings.held({2}, 1).empty());
  EXPECT_TRUE(holdings.held({1, 1}, 1).empty());  // partial sums are another map
}

TEST(Holdings, WhatIsReceivedIsHeldOnly) {
  Holdings holdings(3);
  holdings.receives(2, map, rows(3, 5));
  holdings.receives(2, map, rows(4, 7));
  EXPECT_EQ(holdings.held(map, 2), rows(3, 7));
  EXPECT_TRUE(holdings.owned(map, 2).empty());
}

TEST(Holdings, WhatIsForgottenIsStillOwned) {
  Holdings holdings(2);
  holdings.computes(1, map, rows(0, 4), rows(0, 4));
  holdings.forgets(1, map);
  EXPECT_TRUE(holdings.held(map, 1).empty());
  EXPECT_EQ(holdings.owned(map, 1), rows(0, 4));
}

TEST(Holdings, OfADeviceThatIsGonePassToThoseWhoHoldCopies) {
  Holdings holdings(4);
  holdings.computes(1, map, rows(0, 4), rows(0, 4));
  holdings.computes(2, map, rows(4, 8), rows(4, 8));
  holdings.receives(0, map, rows(4, 6));
  holdings.receives(3, map, rows(5, 7));
  holdings.loses(2);
  EXPECT_EQ(holdings.owned(map, 0), rows(4, 6));
  EXPECT_EQ(holdings.owned(map, 1), rows(0, 4));
  EXPECT_TRUE(holdings.owned(map, 2).empty());
  EXPECT_TRUE(holdings.held(map, 2).empty());
  EXPECT_EQ(holdings.owned(map, 3), rows(6, 7));
  EXPECT_EQ(holdings.owned(map), rows(0, 7));  // the last row is lost
}

}  // namespace
}  // namespace modnn
