#include "partition/dense/fgcp.h"

#include <bit>
#include <gtest/gtest.h>

#include "config/random.h"
#include "partition/dense/relieve.h"
#include "partition/quality/instances.h"

namespace modnn {
namespace {

struct Case {
  Bipartite graph;
  CoClustering homes;
};

/// A small random matrix with random homes on `workers`.
Case random_case(std::uint64_t seed, int workers, Index size) {
  const CounterRandom random(seed, "fgcp_test");
  Case result{power_law_instance(size, size + 2, 0.25, seed).graph, {workers, {}, {}}};
  for (Index i = 0; i < result.graph.rows; ++i)
    result.homes.of_row.push_back(static_cast<int>(random.bits(i) % workers));
  for (Index j = 0; j < result.graph.columns; ++j)
    result.homes.of_column.push_back(static_cast<int>(random.bits(1000 + j) % workers));
  return result;
}

/// Fewest transfers of the block (p, q) by trying every set of rows; the columns of the nonzeros in
/// the other rows must be sent.
int fewest_transfers(const Case& c, int p, int q) {
  std::vector<std::vector<Index>> rows;
  for (Index i = 0; i < c.graph.rows; ++i) {
    if (c.homes.of_row[i] != q) continue;
    rows.emplace_back();
    for (Index n = c.graph.row_starts[i]; n < c.graph.row_starts[i + 1]; ++n)
      if (c.homes.of_column[c.graph.column_of[n]] == p) rows.back().push_back(c.graph.column_of[n]);
  }
  int fewest = static_cast<int>(rows.size());
  for (unsigned chosen = 0; chosen < 1u << rows.size(); ++chosen) {
    std::uint64_t columns = 0;
    for (std::size_t r = 0; r < rows.size(); ++r)
      if (!(chosen >> r & 1))
        for (const Index j : rows[r]) columns |= std::uint64_t{1} << j;
    fewest = std::min(fewest, std::popcount(chosen) + std::popcount(columns));
  }
  return fewest;
}

TEST(Fgcp, OptimalSendsAsLittleAsBruteForce) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const int workers = 2 + static_cast<int>(seed % 3);
    const Case c = random_case(seed, workers, 12);
    const std::vector<double> shares(workers, 1.0);
    Index fewest = 0;
    for (int p = 0; p < workers; ++p)
      for (int q = 0; q < workers; ++q)
        if (p != q) fewest += fewest_transfers(c, p, q);
    EXPECT_EQ(volume(c.graph, c.homes, fgcp(c.graph, c.homes, shares, CrossMode::optimal)), fewest)
        << "seed " << seed;
  }
}

TEST(Fgcp, OptimalNeverSendsMoreThanGreedy) {
  int better = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Case c = random_case(seed, 3, 40);
    const std::vector<double> shares{1, 2, 3};
    const Index optimal =
        volume(c.graph, c.homes, fgcp(c.graph, c.homes, shares, CrossMode::optimal));
    const Index greedy =
        volume(c.graph, c.homes, fgcp(c.graph, c.homes, shares, CrossMode::greedy));
    EXPECT_LE(optimal, greedy) << "seed " << seed;
    better += optimal < greedy;
  }
  EXPECT_GT(better, 0);
}

// One input (column 0, on worker 0) that all three outputs of worker 1 need, and one output (row 3,
// on worker 1) that needs all inputs of worker 0: x_0 is sent, a partial sum of y_3 returns.
TEST(Fgcp, ACrossIsCoveredByItsColumnAndItsRow) {
  const Bipartite graph = make_bipartite(3, std::vector<Index>{0, 1, 2, 3, 6},
                                         std::vector<std::int32_t>{0, 0, 0, 0, 1, 2});
  const CoClustering homes{2, {1, 1, 1, 1}, {0, 0, 0}};
  for (const CrossMode mode : {CrossMode::greedy, CrossMode::optimal}) {
    const NonzeroSplit split = fgcp(graph, homes, {1, 1}, mode);
    EXPECT_EQ(volume(graph, homes, split), 2);
    EXPECT_EQ((NonzeroSplit{split.begin(), split.begin() + 3}), (NonzeroSplit{1, 1, 1}));
    EXPECT_EQ(split[4], 0);
    EXPECT_EQ(split[5], 0);
  }
}

// Two separate nonzeros between workers 0 and 1 may be computed on either side, one transfer each.
// Worker 1 has two thirds of the shares; worker 0 computes a nonzero of its own already.
TEST(Fgcp, FreeChoicesGoToTheLessLoadedWorker) {
  const Bipartite graph =
      make_bipartite(3, std::vector<Index>{0, 1, 2, 3}, std::vector<std::int32_t>{0, 1, 2});
  const CoClustering homes{2, {0, 1, 1}, {0, 0, 0}};
  const NonzeroSplit split = fgcp(graph, homes, {1, 2}, CrossMode::optimal);
  EXPECT_EQ(loads(graph, homes, split), (std::vector<double>{1, 2}));
}

// All six nonzeros have their inputs on worker 0 and outputs on worker 1. One input feeds four
// outputs, two pairs stand alone.
TEST(Relieve, MovesUntilTheCapacityHolds) {
  const Bipartite graph = make_bipartite(3, std::vector<Index>{0, 1, 2, 3, 4, 5, 6},
                                         std::vector<std::int32_t>{0, 0, 0, 0, 1, 2});
  const CoClustering homes{2, {1, 1, 1, 1, 1, 1}, {0, 0, 0}};
  NonzeroSplit split(6, 1);
  ASSERT_TRUE(relieve(graph, homes, {2, 4}, split));
  EXPECT_EQ(loads(graph, homes, split), (std::vector<double>{2, 4}));
  // The pairs cost nothing to turn round; breaking up the shared input would.
  EXPECT_EQ(volume(graph, homes, split), 3);
  EXPECT_FALSE(relieve(graph, homes, {0, 4}, split));
}

}  // namespace
}  // namespace modnn
