#include "partition/region.h"

#include <gtest/gtest.h>
#include <random>

namespace modnn {
namespace {

TEST(Subtract, LeavesRowsAboveAndBelowTheHole) {
  const Box box{{0, 2}, {0, 10}, {0, 4}};
  const auto rest = subtract(box, Box{{0, 2}, {3, 7}, {0, 4}});
  ASSERT_EQ(rest.size(), 2U);
  EXPECT_EQ(rest[0], (Box{{0, 2}, {0, 3}, {0, 4}}));
  EXPECT_EQ(rest[1], (Box{{0, 2}, {7, 10}, {0, 4}}));
}

TEST(Subtract, IsTheBoxItselfWhenNothingIsCommon) {
  const Box box{{0, 1}, {0, 2}, {0, 2}};
  const auto rest = subtract(box, Box{{0, 1}, {2, 4}, {0, 2}});
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0], box);
}

TEST(Subtract, IsNothingWhenTheHoleCovers) {
  const Box box{{0, 1}, {1, 2}, {1, 2}};
  EXPECT_TRUE(subtract(box, Box{{0, 1}, {0, 4}, {0, 4}}).empty());
  EXPECT_TRUE(subtract(Box{}, Box{{0, 1}, {0, 4}, {0, 4}}).empty());
}

/// Every element must be in exactly one remaining box if it is in no hole, and in none otherwise.
TEST(Subtract, AgreesWithCountingElements) {
  std::mt19937 random(7);
  const auto range = [&random] {
    const Index a = static_cast<Index>(random() % 6), b = static_cast<Index>(random() % 6);
    return Range{std::min(a, b), std::max(a, b)};
  };
  for (int round = 0; round < 300; ++round) {
    const Box box{range(), range(), range()};
    const std::vector<Box> holes{{range(), range(), range()}, {range(), range(), range()}};
    const auto rest = subtract(box, holes);
    for (Index c = 0; c < 6; ++c) {
      for (Index r = 0; r < 6; ++r) {
        for (Index w = 0; w < 6; ++w) {
          const Box element{{c, c + 1}, {r, r + 1}, {w, w + 1}};
          const bool in_hole = holes[0].contains(element) || holes[1].contains(element);
          int times = 0;
          for (const Box& part : rest) times += part.contains(element) ? 1 : 0;
          ASSERT_EQ(times, box.contains(element) && !in_hole ? 1 : 0) << "round " << round;
        }
      }
    }
  }
}

}  // namespace
}  // namespace modnn
