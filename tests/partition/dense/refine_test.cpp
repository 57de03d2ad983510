#include "partition/dense/refine.h"

#include <gtest/gtest.h>

#include "partition/dense/within_capacity.h"
#include "partition/quality/instances.h"

namespace modnn {
namespace {

// Two blocks of 2 x 2 with one column at home on the wrong worker: x_1 is sent once until it moves.
TEST(Refine, BringsAColumnToTheRowsThatNeedIt) {
  const Bipartite graph = make_bipartite(4, std::vector<Index>{0, 2, 4, 6, 8},
                                         std::vector<std::int32_t>{0, 1, 0, 1, 2, 3, 2, 3});
  CoClustering homes{2, {0, 0, 1, 1}, {0, 1, 1, 1}};
  const NonzeroSplit split(8, 1);
  ASSERT_EQ(volume(graph, homes, split), 1);
  refine(graph, split, {4, 4}, homes);
  EXPECT_EQ(volume(graph, homes, split), 0);
  EXPECT_EQ(homes.of_column, (std::vector<int>{0, 0, 1, 1}));
}

TEST(Refine, NeverRaisesTheVolumeNorBreaksACapacity) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const Bipartite graph = power_law_instance(60, 90, 0.05, seed).graph;
    CoClustering homes{3, {}, {}};
    for (Index i = 0; i < graph.rows; ++i) homes.of_row.push_back(static_cast<int>(i % 3));
    for (Index j = 0; j < graph.columns; ++j) homes.of_column.push_back(static_cast<int>(j % 3));
    const NonzeroSplit split(graph.nonzeros(), seed % 2 ? 1 : 0);
    // Room enough for the start, so that nothing has to be restored.
    const std::vector<double> capacity(3, loads(graph, homes, split)[seed % 3] + 40.0);
    if (!fits(loads(graph, homes, split), capacity)) continue;
    const Index before = volume(graph, homes, split);
    refine(graph, split, capacity, homes);
    EXPECT_LT(volume(graph, homes, split), before) << "seed " << seed;
    EXPECT_TRUE(fits(loads(graph, homes, split), capacity)) << "seed " << seed;
  }
}

TEST(Refine, RestoresCapacityFirst) {
  const Bipartite graph = random_instance(40, 40, 0.1, 1).graph;
  CoClustering homes{2, std::vector<int>(40, 0), std::vector<int>(40, 0)};
  const NonzeroSplit split(graph.nonzeros(), 1);
  const std::vector<double> capacity{84, 84};
  restore_capacity(graph, split, capacity, homes);
  EXPECT_TRUE(fits(loads(graph, homes, split), capacity));
}

TEST(WithinCapacity, HoldsForBalancedHomesWhateverTheCoverWouldDo) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Bipartite graph = power_law_instance(60, 90, 0.05, seed).graph;
    CoClustering homes{3, {}, {}};
    for (Index i = 0; i < graph.rows; ++i) homes.of_row.push_back(static_cast<int>(i % 3));
    // All inputs on one worker: a cover by rows alone would compute everything there.
    homes.of_column.assign(graph.columns, 0);
    const std::vector<double> shares(3, 1.0);
    const std::vector<double> capacity(
        3, loads(graph, homes, NonzeroSplit(graph.nonzeros(), 1))[0] * 1.5 + 20);
    const SparsePartition found = within_capacity(graph, homes, shares, capacity);
    EXPECT_TRUE(fits(loads(graph, found.homes, found.at_row), capacity)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace modnn
