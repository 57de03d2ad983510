#include "partition/dense/metis.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "partition/dense/dense_schemes.h"
#include "partition/quality/co_clustering_metrics.h"
#include "partition/quality/instances.h"

namespace modnn {
namespace {

TEST(Metis, SeparatesPlantedClusters) {
  const Instance instance = planted_instance(200, 300, 4, 0.1, 0, 1);
  if (!has_metis()) {
    EXPECT_THROW(metis_clusters(instance.graph, {1, 1}, MetisObjective::cut, 1),
                 std::runtime_error);
    GTEST_SKIP() << "built without METIS";
  }
  for (const auto objective : {MetisObjective::cut, MetisObjective::volume}) {
    CoClustering homes = metis_clusters(instance.graph, {1, 1, 1, 1}, objective, 1);
    homes.of_row.insert(homes.of_row.end(), homes.of_column.begin(), homes.of_column.end());
    EXPECT_EQ(adjusted_rand_index(homes.of_row, instance.planted), 1);
  }
}

TEST(Metis, WorkersWithoutAShareGetNothing) {
  if (!has_metis()) GTEST_SKIP() << "built without METIS";
  const Bipartite graph = random_instance(40, 60, 0.1, 1).graph;
  const SparsePartition found = partition_sparse("metis+fgcp", graph, {1, 0, 1}, {});
  EXPECT_EQ(loads(graph, found.homes, found.at_row)[1], 0);
  EXPECT_TRUE(
      fits(loads(graph, found.homes, found.at_row), capacities({1, 0, 1}, graph.nonzeros(), 0.05)));
}

TEST(Metis, OneWorkerAndAnEmptyMatrixNeedNoCut) {
  if (!has_metis()) GTEST_SKIP() << "built without METIS";
  const Bipartite graph = random_instance(10, 10, 0.2, 1).graph;
  const SparsePartition one = partition_sparse("metis+fgcp", graph, {1}, {});
  EXPECT_EQ(volume(graph, one.homes, one.at_row), 0);
  const Bipartite empty = make_bipartite(5, std::vector<Index>{0, 0, 0}, {});
  EXPECT_EQ(metis_clusters(empty, {1, 1}, MetisObjective::cut, 1).of_row.size(), 2U);
}

TEST(Metis, EqualInputGivesEqualOutput) {
  if (!has_metis()) GTEST_SKIP() << "built without METIS";
  const Bipartite graph = random_instance(100, 200, 0.03, 5).graph;
  const CoClustering a = metis_clusters(graph, {1, 2, 1}, MetisObjective::cut, 7);
  const CoClustering b = metis_clusters(graph, {1, 2, 1}, MetisObjective::cut, 7);
  EXPECT_EQ(a.of_row, b.of_row);
  EXPECT_EQ(a.of_column, b.of_column);
}

}  // namespace
}  // namespace modnn
