#include "partition/dense/vertex_cover.h"

#include <bit>
#include <gtest/gtest.h>

#include "config/random.h"

namespace modnn {
namespace {

Block random_block(std::uint64_t seed) {
  const CounterRandom random(seed, "vertex_cover_test");
  Block block;
  const int left = 1 + static_cast<int>(random.bits(0) % 7);
  block.right = 1 + static_cast<int>(random.bits(1) % 7);
  const std::uint64_t percent = 5 + random.bits(2) % 70;
  block.adjacency.resize(left);
  for (int l = 0; l < left; ++l)
    for (int r = 0; r < block.right; ++r)
      if (random.bits(100 + l * 20 + r) % 100 < percent) block.adjacency[l].push_back(r);
  return block;
}

bool covers(const Block& block, unsigned left, unsigned right) {
  for (int l = 0; l < block.left(); ++l)
    for (const int r : block.adjacency[l])
      if (!(left >> l & 1) && !(right >> r & 1)) return false;
  return true;
}

/// By trying every set of vertices.
int smallest_cover(const Block& block) {
  int smallest = block.left();
  for (unsigned left = 0; left < 1u << block.left(); ++left)
    for (unsigned right = 0; right < 1u << block.right; ++right)
      if (covers(block, left, right))
        smallest = std::min(smallest, std::popcount(left) + std::popcount(right));
  return smallest;
}

TEST(VertexCover, EveryChoiceOfComponentsIsAMinimumCover) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const Block block = random_block(seed);
    const Covers found = minimum_covers(block);
    const int smallest = smallest_cover(block);
    ASSERT_EQ(found.size, smallest) << "seed " << seed;
    ASSERT_LE(found.components, 7);
    for (unsigned by_left = 0; by_left < 1u << found.components; ++by_left) {
      unsigned left = 0, right = 0;
      for (int l = 0; l < block.left(); ++l) {
        const int part = found.left[l];
        if (part == Covers::always || (part >= 0 && (by_left >> part & 1))) left |= 1u << l;
      }
      for (int r = 0; r < block.right; ++r) {
        const int part = found.right[r];
        if (part == Covers::always || (part >= 0 && !(by_left >> part & 1))) right |= 1u << r;
      }
      EXPECT_TRUE(covers(block, left, right)) << "seed " << seed;
      EXPECT_EQ(std::popcount(left) + std::popcount(right), smallest) << "seed " << seed;
    }
  }
}

// Left 0 meets right 0 and 1, left 1 and 2 meet right 2: a star each way, no choice.
TEST(VertexCover, StarsAreCoveredByTheirCentres) {
  const Covers covers = minimum_covers({3, {{0, 1}, {2}, {2}}});
  EXPECT_EQ(covers.size, 2);
  EXPECT_EQ(covers.components, 0);
  EXPECT_EQ(covers.left, (std::vector<int>{Covers::always, Covers::uncovered, Covers::uncovered}));
  EXPECT_EQ(covers.right, (std::vector<int>{Covers::uncovered, Covers::uncovered, Covers::always}));
}

TEST(VertexCover, TwoSeparatePairsAreTwoChoices) {
  const Covers covers = minimum_covers({2, {{1}, {0}}});
  EXPECT_EQ(covers.size, 2);
  EXPECT_EQ(covers.components, 2);
  EXPECT_EQ(covers.left[0], covers.right[1]);
  EXPECT_NE(covers.left[0], covers.left[1]);
}

// A path of many matched pairs, found in the worst order: deep searches must not overflow a stack.
TEST(VertexCover, LongAlternatingPaths) {
  constexpr int length = 200000;
  Block block{length, std::vector<std::vector<std::int32_t>>(length)};
  for (int l = 0; l < length; ++l) {
    if (l + 1 < length) block.adjacency[l].push_back(l + 1);
    block.adjacency[l].push_back(l);
  }
  EXPECT_EQ(minimum_covers(block).size, length);
}

}  // namespace
}  // namespace modnn
