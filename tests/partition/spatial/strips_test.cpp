#include "partition/spatial/strips.h"

#include <gtest/gtest.h>

namespace modnn {
namespace {

TEST(Bodp, CutsAlongTheLongerEdge) {
  // Taller than wide: by rows, quotas 4.5 and 1.5 of 6, the tie goes to the first.
  const auto tall = bodp({3, 6, 4}, {3, 1});
  EXPECT_EQ(tall[0], (Box{{0, 3}, {0, 5}, {0, 4}}));
  EXPECT_EQ(tall[1], (Box{{0, 3}, {5, 6}, {0, 4}}));
  const auto wide = bodp({3, 4, 6}, {1, 1});
  EXPECT_EQ(wide[0], (Box{{0, 3}, {0, 4}, {0, 3}}));
  EXPECT_EQ(wide[1], (Box{{0, 3}, {0, 4}, {3, 6}}));
}

TEST(Bodp, CutsASquareByRows) {
  EXPECT_EQ(bodp({1, 4, 4}, {1, 1})[0], (Box{{0, 1}, {0, 2}, {0, 4}}));
}

TEST(Uniform1d, IgnoresTheShares) {
  const auto strips = uniform_1d({1, 8, 8}, {1, 100});
  EXPECT_EQ(strips[0].rows, (Range{0, 4}));
  EXPECT_EQ(strips[1].rows, (Range{4, 8}));
}

}  // namespace
}  // namespace modnn
