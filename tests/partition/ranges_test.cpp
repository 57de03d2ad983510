#include "partition/ranges.h"

#include <gtest/gtest.h>

namespace modnn {
namespace {

TEST(Ranges, NeighboursJoin) {
  EXPECT_EQ(ranges_of({1, 2, 3, 7, 9, 10}), (Ranges{{1, 4}, {7, 8}, {9, 11}}));
  EXPECT_EQ(ranges_of({}), Ranges{});
  EXPECT_EQ(count({{1, 4}, {7, 8}}), 4);
  EXPECT_EQ(hull({{1, 4}, {7, 8}}), (Range{1, 8}));
  EXPECT_TRUE(hull({}).empty());
}

TEST(Ranges, Intersection) {
  EXPECT_EQ(intersect(Ranges{{0, 5}, {8, 12}}, Ranges{{3, 9}, {11, 20}}),
            (Ranges{{3, 5}, {8, 9}, {11, 12}}));
  EXPECT_EQ(intersect(Ranges{{0, 5}}, Ranges{}), Ranges{});
}

}  // namespace
}  // namespace modnn
