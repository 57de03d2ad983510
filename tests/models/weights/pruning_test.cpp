#include "models/weights/pruning.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

namespace modnn {
namespace {

TEST(LargestMagnitudes, KeepsTheLargestOfTheCandidates) {
  const std::vector<float> values{1, -5, 3, 0, -4, 9};
  EXPECT_EQ(largest_magnitudes(values, {0, 1, 2, 3, 4}, 2), (std::vector<std::int32_t>{1, 4}));
  EXPECT_EQ(largest_magnitudes(values, {3, 2, 0}, 3), (std::vector<std::int32_t>{0, 2, 3}));
  EXPECT_TRUE(largest_magnitudes(values, {3, 2, 0}, 0).empty());
}

TEST(LargestMagnitudes, TiesGoToTheFirst) {
  EXPECT_EQ(largest_magnitudes(std::vector<float>{2, -2, 2, 2}, {3, 2, 1, 0}, 2),
            (std::vector<std::int32_t>{0, 1}));
}

TEST(PruneByMagnitude, KeepsTheLargest) {
  std::vector<float> values{1, -5, 3, 0.5F, -4, 2};
  prune_by_magnitude(values, 0.5);
  EXPECT_EQ(values, (std::vector<float>{0, -5, 3, 0, -4, 0}));
  prune_by_magnitude(values, 1);
  EXPECT_EQ(values, (std::vector<float>{0, -5, 3, 0, -4, 0}));
  prune_by_magnitude(values, 0);
  EXPECT_EQ(values, std::vector<float>(6, 0));
}

TEST(PruneByMagnitude, TiesLeaveExactlyTheDensity) {
  std::vector<float> values{2, -1, 1, 1, -1, 1, 0, 0};
  prune_by_magnitude(values, 0.5);
  EXPECT_EQ(values, (std::vector<float>{2, -1, 1, 1, 0, 0, 0, 0}));
}

TEST(PruneByMagnitude, MatchesSorting) {
  std::mt19937 random(2);
  std::normal_distribution<float> normal;
  std::vector<float> values(10'000);
  for (float& value : values) value = normal(random);
  std::vector<float> sorted = values;
  std::sort(sorted.begin(), sorted.end(),
            [](float a, float b) { return std::abs(a) > std::abs(b); });
  std::vector<float> pruned = values;
  prune_by_magnitude(pruned, 0.0123);
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_EQ(pruned[i], std::abs(values[i]) >= std::abs(sorted[122]) ? values[i] : 0);
}

TEST(PruneToBlocks, KeepsEachRowsLargestWithinItsBlock) {
  // columns 0 and 2 are block 0, columns 1 and 3 block 1
  std::vector<float> matrix{1, 9, 2, 9,  //
                            9, 3, 9, 4};
  prune_to_blocks(matrix, {{0, 1}, {0, 1, 0, 1}}, 0.25, 0);
  EXPECT_EQ(matrix, (std::vector<float>{0, 0, 2, 0,  //
                                        0, 0, 0, 4}));
}

TEST(PruneToBlocks, NoiseGoesOutside) {
  std::vector<float> matrix{1, 8, 2, 9};
  prune_to_blocks(matrix, {{0}, {0, 1, 0, 1}}, 0.5, 0.5);
  EXPECT_EQ(matrix, (std::vector<float>{0, 0, 2, 9}));
}

TEST(CompressRows, DropsZerosAndExpandsAgain) {
  const std::vector<float> matrix{0, 2, 0, 0, 0, 0, 3, 0, 4};
  const LayerWeights sparse = compress_rows(matrix, 3);
  EXPECT_EQ(sparse.kernel, (std::vector<float>{2, 3, 4}));
  EXPECT_EQ(sparse.columns, (std::vector<std::int32_t>{1, 0, 2}));
  EXPECT_EQ(sparse.row_starts, (std::vector<Index>{0, 1, 1, 3}));
  EXPECT_EQ(expand_rows(sparse, 3), matrix);
}

}  // namespace
}  // namespace modnn
