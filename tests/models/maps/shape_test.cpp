#include "models/maps/shape.h"

#include <gtest/gtest.h>

namespace modnn {
namespace {

TEST(Shape, CountsElements) {
  EXPECT_EQ((Shape{3, 4, 5}.elements()), 60);
  EXPECT_EQ((Shape{7, 1, 1}.elements()), 7);
}

TEST(Range, IntersectionIsTheCommonPart) {
  EXPECT_EQ(intersect(Range{2, 7}, Range{4, 9}), (Range{4, 7}));
  EXPECT_EQ(intersect(Range{0, 10}, Range{3, 5}), (Range{3, 5}));
}

TEST(Range, DisjointRangesMeetInAnEmptyRange) {
  EXPECT_TRUE(intersect(Range{0, 3}, Range{5, 9}).empty());
  EXPECT_EQ(intersect(Range{0, 3}, Range{5, 9}).size(), 0);
  EXPECT_TRUE(intersect(Range{0, 3}, Range{3, 9}).empty());
}

TEST(Range, ContainsItselfAndEveryEmptyRange) {
  EXPECT_TRUE((Range{2, 5}.contains({2, 5})));
  EXPECT_TRUE((Range{2, 5}.contains({9, 9})));
  EXPECT_FALSE((Range{2, 5}.contains({1, 3})));
  EXPECT_FALSE((Range{2, 5}.contains({4, 6})));
}

TEST(Box, WholeCoversTheShape) {
  const Box box = whole({3, 4, 5});
  EXPECT_EQ(box, (Box{{0, 3}, {0, 4}, {0, 5}}));
  EXPECT_EQ(box.shape(), (Shape{3, 4, 5}));
}

TEST(Box, IsEmptyWhenAnyAxisIs) {
  EXPECT_TRUE((Box{{0, 3}, {2, 2}, {0, 5}}.empty()));
  EXPECT_FALSE((Box{{0, 1}, {2, 3}, {0, 1}}.empty()));
}

TEST(Box, IntersectionIsTakenPerAxis) {
  const Box a{{0, 4}, {0, 10}, {5, 9}}, b{{2, 8}, {3, 5}, {0, 6}};
  EXPECT_EQ(intersect(a, b), (Box{{2, 4}, {3, 5}, {5, 6}}));
}

}  // namespace
}  // namespace modnn
