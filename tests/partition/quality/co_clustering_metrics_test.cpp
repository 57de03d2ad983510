#include "partition/quality/co_clustering_metrics.h"

#include <gtest/gtest.h>
#include <stdexcept>

namespace modnn {
namespace {

// 3 x 3, nonzeros (0,0) (0,2) (1,1) (2,0) (2,2); rows 0, 1 and columns 0, 1 live on worker 0, row 2
// and column 2 on worker 1. (0,2) is computed at its row: x_2 goes to worker 0. (2,0) is computed
// at its column: worker 0 sends a partial sum of y_2.
TEST(CoClusteringMetrics, CountsBothKindsOfTransfer) {
  const std::vector<Index> starts{0, 2, 3, 5};
  const std::vector<std::int32_t> columns{0, 2, 1, 0, 2};
  const std::vector<int> of_row{0, 0, 1}, of_column{0, 0, 1};
  const std::vector<char> at_row{1, 1, 1, 0, 1};
  const std::vector<double> shares{1, 1};
  const CoClusteringMetrics m = evaluate(starts, columns, of_row, of_column, at_row, shares);
  EXPECT_EQ(m.off_diagonal_nonzeros, 2);
  EXPECT_EQ(m.activations, 1);
  EXPECT_EQ(m.partial_sums, 1);
  EXPECT_EQ(m.volume, 2);
  EXPECT_EQ(m.volume_bytes, 8);
  // Worker 0 reads x_0 x_1 x_2 and adds to y_0 y_1 y_2, worker 1 reads x_2 and adds to y_2.
  EXPECT_EQ(m.group_owner_volume, 8);
  EXPECT_EQ(m.messages, 2);                    // x_2 from 1 to 0, then y_2 from 0 to 1
  EXPECT_DOUBLE_EQ(m.imbalance, 4 / 2.5 - 1);  // worker 0 computes 4 of 5
  EXPECT_EQ(m.memory_bytes, 4 * 8 + 6 * 4);
}

TEST(CoClusteringMetrics, AWorkerWithoutAShareThatComputesIsInfinitelyOverloaded) {
  const CoClusteringMetrics m =
      evaluate(std::vector<Index>{0, 1}, std::vector<std::int32_t>{0}, std::vector<int>{1},
               std::vector<int>{1}, std::vector<char>{1}, std::vector<double>{1, 0});
  EXPECT_EQ(m.imbalance, std::numeric_limits<double>::infinity());
}

TEST(CoClusteringMetrics, RefusesWhatDoesNotFit) {
  const auto call = [](std::vector<int> of_row, std::vector<char> at_row) {
    return evaluate(std::vector<Index>{0, 1}, std::vector<std::int32_t>{0}, of_row,
                    std::vector<int>{0}, at_row, std::vector<double>{1, 1});
  };
  EXPECT_THROW(call({0, 0}, {1}), std::invalid_argument);
  EXPECT_THROW(call({2}, {1}), std::invalid_argument);
  EXPECT_THROW(call({-1}, {1}), std::invalid_argument);
  EXPECT_THROW(call({0}, {}), std::invalid_argument);
}

TEST(AdjustedRandIndex, IsOneUpToNames) {
  EXPECT_EQ(adjusted_rand_index(std::vector<int>{0, 0, 1, 1, 2}, std::vector<int>{5, 5, 3, 3, 4}),
            1);
}

// 2 x 2 table of ones: no pair together in both, two pairs each, six pairs in all:
// (0 - 2/3) / (2 - 2/3) = -1/2.
TEST(AdjustedRandIndex, OfCrossedClusterings) {
  EXPECT_DOUBLE_EQ(adjusted_rand_index(std::vector<int>{0, 0, 1, 1}, std::vector<int>{0, 1, 0, 1}),
                   -0.5);
  EXPECT_THROW(adjusted_rand_index(std::vector<int>{0}, std::vector<int>{}), std::invalid_argument);
}

}  // namespace
}  // namespace modnn
