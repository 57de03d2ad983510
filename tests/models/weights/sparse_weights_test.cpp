#include "models/weights/sparse_weights.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>

namespace modnn {
namespace {

TEST(PlantedBlocks, AreEqualInSizeAndScrambled) {
  const PlantedBlocks blocks =
      planted_blocks(SparseDense{.outputs = 10, .blocks = 3}, 100, 1, "fc");
  std::vector<int> rows(3), columns(3);
  for (int b : blocks.of_row) ++rows[static_cast<std::size_t>(b)];
  for (int b : blocks.of_column) ++columns[static_cast<std::size_t>(b)];
  std::sort(rows.begin(), rows.end());
  std::sort(columns.begin(), columns.end());
  EXPECT_EQ(rows, (std::vector<int>{3, 3, 4}));
  EXPECT_EQ(columns, (std::vector<int>{33, 33, 34}));
  EXPECT_FALSE(std::is_sorted(blocks.of_column.begin(), blocks.of_column.end()));
}

TEST(GenerateSparseWeights, EveryRowHasItsShare) {
  const SparseDense layer{.outputs = 20, .density = 0.1};
  const LayerWeights w = generate_sparse_weights(layer, 300, 1, "fc");
  ASSERT_EQ(w.row_starts.size(), 21u);
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(w.row_starts[i + 1] - w.row_starts[i], 30);
    EXPECT_TRUE(std::is_sorted(w.columns.begin() + w.row_starts[i],
                               w.columns.begin() + w.row_starts[i + 1], std::less_equal<>{}));
  }
  EXPECT_EQ(w.columns.size(), w.kernel.size());
  EXPECT_NE(w.kernel, generate_sparse_weights(layer, 300, 2, "fc").kernel);
}

/// The fraction of nonzeros that link different planted blocks.
double noise_of(const SparseDense& layer, Index columns) {
  const LayerWeights w = generate_sparse_weights(layer, columns, 1, "fc");
  const PlantedBlocks blocks = planted_blocks(layer, columns, 1, "fc");
  int outside = 0;
  for (std::size_t i = 0; i + 1 < w.row_starts.size(); ++i)
    for (Index j = w.row_starts[i]; j < w.row_starts[i + 1]; ++j)
      outside += blocks.of_row[i] !=
                 blocks.of_column[static_cast<std::size_t>(w.columns[static_cast<std::size_t>(j)])];
  return outside / static_cast<double>(w.columns.size());
}

TEST(GenerateSparseWeights, NonzerosStayInPlantedBlocksButForTheNoise) {
  EXPECT_EQ(noise_of({.outputs = 40, .density = 0.1, .blocks = 4}, 400), 0);
  EXPECT_DOUBLE_EQ(noise_of({.outputs = 40, .density = 0.1, .blocks = 4, .noise = 0.25}, 400),
                   0.25);
}

}  // namespace
}  // namespace modnn
