#include "partition/dense/mscc.h"

#include <gtest/gtest.h>
#include <numeric>
#include <stdexcept>

#include "partition/dense/fgcp.h"
#include "partition/dense/spectral.h"
#include "partition/dense/within_capacity.h"
#include "partition/quality/co_clustering_metrics.h"
#include "partition/quality/instances.h"

namespace modnn {
namespace {

std::vector<int> all_homes(const CoClustering& homes) {
  std::vector<int> all = homes.of_row;
  all.insert(all.end(), homes.of_column.begin(), homes.of_column.end());
  return all;
}

struct Planted {
  int workers;
  std::uint64_t seed;
};
class PlantedTest : public testing::TestWithParam<Planted> {};

// The stated bounds, for blocks of which two fifths are drawn. With inputs sent only, up to 3 % of
// the nonzeros may lie anywhere. With a cross partition up to 0.1 %: more noise leaves partitions
// with less volume than the planted one, as nonzeros in a row that sends a partial sum anyhow are
// free.
TEST_P(PlantedTest, ClustersAreRecoveredExactly) {
  const auto [workers, seed] = GetParam();
  const std::vector<double> shares(workers, 1.0);
  for (const auto& [noise, with_cross] : {std::pair(0.0, true), {0.001, true}, {0.03, false}}) {
    const Instance instance = planted_instance(480, 960, workers, 0.4 / workers, noise, seed);
    const SparsePartition found =
        mscc(instance.graph, shares, {.seed = seed, .with_cross = with_cross});
    EXPECT_EQ(adjusted_rand_index(all_homes(found.homes), instance.planted), 1) << noise;
  }
}
INSTANTIATE_TEST_SUITE_P(Mscc, PlantedTest,
                         testing::Values(Planted{2, 1}, Planted{2, 2}, Planted{2, 3}, Planted{3, 1},
                                         Planted{3, 2}, Planted{3, 3}, Planted{4, 1}, Planted{4, 2},
                                         Planted{4, 3}, Planted{8, 1}, Planted{8, 2},
                                         Planted{8, 3}),
                         [](const auto& test) {
                           return "k" + std::to_string(test.param.workers) + "seed" +
                                  std::to_string(test.param.seed);
                         });

TEST(Scc, RecoversPlantedClustersOfEqualSize) {
  const Instance instance = planted_instance(300, 400, 2, 0.1, 0.05, 1);
  EXPECT_EQ(adjusted_rand_index(all_homes(scc(instance.graph, {1, 1}, 1)), instance.planted), 1);
}

TEST(Mscc, KeepsTheCapacitiesForUnequalShares) {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const Bipartite graph = power_law_instance(150, 300, 0.03, seed).graph;
    for (const bool with_cross : {false, true}) {
      const std::vector<double> shares{1, 2, 4, 1};
      const SparsePartition found =
          mscc(graph, shares, {.epsilon = 0.05, .seed = seed, .with_cross = with_cross});
      EXPECT_TRUE(
          fits(loads(graph, found.homes, found.at_row), capacities(shares, graph.nonzeros(), 0.05)))
          << "seed " << seed;
    }
  }
}

TEST(Mscc, EqualInputGivesEqualOutput) {
  const Bipartite graph = random_instance(100, 200, 0.03, 5).graph;
  const SparsePartition a = mscc(graph, {1, 1, 1}, {}), b = mscc(graph, {1, 1, 1}, {});
  EXPECT_EQ(all_homes(a.homes), all_homes(b.homes));
  EXPECT_EQ(a.at_row, b.at_row);
}

TEST(Mscc, IsNoWorseThanThePlainSplits) {
  // Saturated: every row meets every part. A thin matrix is best cut by its inputs, a tall one by
  // its outputs: (k - 1) min(m, n) values are exchanged.
  for (const auto& [rows, columns] : {std::pair<Index, Index>{40, 400}, {400, 40}}) {
    const Bipartite graph = random_instance(rows, columns, 0.5, 1).graph;
    const SparsePartition found = mscc(graph, {1, 1}, {});
    EXPECT_EQ(volume(graph, found.homes, found.at_row), 40);
  }
}

Bipartite full_matrix(int size) {
  std::vector<Index> starts{0};
  std::vector<std::int32_t> columns;
  for (int row = 0; row < size; ++row) {
    for (int column = 0; column < size; ++column) columns.push_back(column);
    starts.push_back(static_cast<Index>(columns.size()));
  }
  return make_bipartite(size, starts, columns);
}

TEST(Mscc, RowsAndColumnsOnSeparateWorkersWhereEverythingMeetsEverything) {
  // 4 workers, rows on two and columns on two: four blocks of 32 x 32, each costs its 32 rows or
  // its 32 columns, and each worker computes about one. A plain split costs 3 x 64.
  const Bipartite graph = full_matrix(64);
  const SparsePartition found = mscc(graph, {1, 1, 1, 1}, {});
  EXPECT_EQ(volume(graph, found.homes, found.at_row), 4 * 32);
  for (const double load : loads(graph, found.homes, found.at_row)) EXPECT_NEAR(load, 1024, 51.2);
}

TEST(Mscc, UnequalWorkersPeelAFullMatrixFromBothSides) {
  // Half of the rows to the last worker, which needs all 60 columns; two thirds of the columns of
  // the other half to the second, which returns its 30 rows' sums; the rest to the first. A plain
  // split costs 2 x 60; 5 % of imbalance allow a little less.
  const Bipartite graph = full_matrix(60);
  const SparsePartition found = mscc(graph, {1, 2, 3}, {});
  EXPECT_LE(volume(graph, found.homes, found.at_row), 60 + 30);
  const std::vector<double> load = loads(graph, found.homes, found.at_row);
  for (int worker = 0; worker < 3; ++worker) EXPECT_LE(load[worker], 1.05 * 600 * (worker + 1));
}

TEST(Mscc, AWorkerWithoutAShareComputesNothing) {
  const Bipartite graph = random_instance(30, 40, 0.1, 1).graph;
  const SparsePartition found = mscc(graph, {1, 0, 1}, {});
  EXPECT_EQ(loads(graph, found.homes, found.at_row)[1], 0);
}

TEST(Mscc, DegenerateMatrices) {
  const Bipartite empty = make_bipartite(5, std::vector<Index>{0, 0, 0, 0}, {});
  const SparsePartition nothing = mscc(empty, {1, 1}, {});
  EXPECT_EQ(nothing.homes.of_row.size(), 3u);
  EXPECT_EQ(volume(empty, nothing.homes, nothing.at_row), 0);
  const Bipartite one = make_bipartite(1, std::vector<Index>{0, 1}, std::vector<std::int32_t>{0});
  const SparsePartition single = mscc(one, std::vector<double>(64, 1.0), {});
  EXPECT_EQ(volume(one, single.homes, single.at_row), 0);
  EXPECT_EQ(scc(one, {1, 1}, 1).of_row.size(), 1u);
  EXPECT_EQ(spectral_embedding(one, 3).cols(), 0);
}

TEST(Mscc, RefusesWrongShares) {
  const Bipartite graph = random_instance(10, 10, 0.2, 1).graph;
  EXPECT_THROW(mscc(graph, {}, {}), std::invalid_argument);
  EXPECT_THROW(mscc(graph, {0, 0}, {}), std::invalid_argument);
  EXPECT_THROW(mscc(graph, {1, -1}, {}), std::invalid_argument);
  EXPECT_THROW(mscc(graph, std::vector<double>(65, 1.0), {}), std::invalid_argument);
  EXPECT_THROW(mscc(graph, {1, 1}, {.epsilon = -1}), std::invalid_argument);
  EXPECT_THROW(scc(graph, {0}, 1), std::invalid_argument);
}

// A diagonal block matrix of two ones: the second singular pair tells the blocks apart by sign.
TEST(Spectral, SeparatesTwoBlocks) {
  const Bipartite graph =
      make_bipartite(6, std::vector<Index>{0, 3, 6, 9, 12},
                     std::vector<std::int32_t>{0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5});
  const Eigen::MatrixXd points = spectral_embedding(graph, 1);
  ASSERT_EQ(points.rows(), 10);
  for (const int first_block : {0, 1, 4, 5, 6})
    for (const int second_block : {2, 3, 7, 8, 9})
      EXPECT_LT(points(first_block, 0) * points(second_block, 0), 0);
}

// Matrices on which an eigenvalue solver may fail or has nothing to find: what comes back is finite
// and of the right size, and clusters are found with or without it.
struct Degenerate {
  const char* name;
  Index columns;
  std::vector<std::vector<std::int32_t>> rows;  ///< the columns of each one's nonzeros
};

std::vector<Degenerate> degenerate_matrices() {
  constexpr int size = 24;
  std::vector<std::int32_t> all(size);
  std::iota(all.begin(), all.end(), 0);
  std::vector<std::vector<std::int32_t>> unit, blocks, triangle, path;
  for (std::int32_t i = 0; i < size; ++i) {
    unit.push_back({i});
    blocks.push_back({i / 2 * 2, i / 2 * 2 + 1});
    triangle.emplace_back(all.begin(), all.begin() + i + 1);
    path.push_back(i + 1 < size ? std::vector<std::int32_t>{i, i + 1}
                                : std::vector<std::int32_t>{i});
  }
  std::vector<std::vector<std::int32_t>> one_in_many(size), first_row(size),
      first_column(size, {0});
  one_in_many[17] = {23};
  first_row[0] = all;
  std::vector<std::vector<std::int32_t>> half_empty(size);
  for (int i = 0; i < size; i += 2) half_empty[i] = {0, 1, size - 1};
  return {{"the unit matrix", size, unit},
          {"all ones", size, std::vector(size, all)},
          {"equal blocks without connection", size, blocks},
          {"one nonzero", size, one_in_many},
          {"one full row", size, first_row},
          {"one full column", size, first_column},
          {"every second row and most columns empty", size, half_empty},
          {"a triangle", size, triangle},
          {"a path", size, path},
          {"two rows", size, {all, all}},
          {"three by three", 3, {{0}, {1}, {2}}},
          {"more empty columns than any", 500, {{0, 499}, {0}, {499}, {}}}};
}

TEST(Spectral, DegenerateMatricesGiveFinitePointsOrNone) {
  for (const Degenerate& matrix : degenerate_matrices()) {
    std::vector<Index> starts{0};
    std::vector<std::int32_t> column_of;
    for (const auto& row : matrix.rows) {
      column_of.insert(column_of.end(), row.begin(), row.end());
      starts.push_back(static_cast<Index>(column_of.size()));
    }
    const Bipartite graph = make_bipartite(matrix.columns, starts, column_of);
    for (const int dimensions : {1, 8, 63}) {
      const Eigen::MatrixXd points = spectral_embedding(graph, dimensions);
      EXPECT_EQ(points.rows(), graph.rows + graph.columns) << matrix.name;
      EXPECT_LE(points.cols(), dimensions) << matrix.name;
      EXPECT_TRUE(points.allFinite()) << matrix.name;
    }
    for (const int workers : {2, 9}) {
      const std::vector<double> shares(static_cast<std::size_t>(workers), 1.0);
      const SparsePartition found = mscc(graph, shares, {});
      const CoClustering plain = scc(graph, shares, 1);
      for (const CoClustering& homes : {found.homes, plain}) {
        EXPECT_EQ(std::ssize(homes.of_row), graph.rows) << matrix.name;
        EXPECT_EQ(std::ssize(homes.of_column), graph.columns) << matrix.name;
        for (const auto* side : {&homes.of_row, &homes.of_column})
          for (const int home : *side) EXPECT_TRUE(home >= 0 && home < workers) << matrix.name;
      }
      double held = 0;
      for (const double load : loads(graph, found.homes, found.at_row)) held += load;
      EXPECT_EQ(held, static_cast<double>(graph.nonzeros())) << matrix.name;
    }
  }
}

}  // namespace
}  // namespace modnn
