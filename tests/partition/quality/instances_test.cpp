#include "partition/quality/instances.h"

#include <gtest/gtest.h>
#include <set>

namespace modnn {
namespace {

TEST(Instances, RandomRowsHaveEqualDegrees) {
  const Instance instance = random_instance(50, 80, 0.1, 3);
  for (Index i = 0; i < 50; ++i) EXPECT_EQ(instance.graph.row_degree(i), 8);
  EXPECT_EQ(instance.graph.column_of, random_instance(50, 80, 0.1, 3).graph.column_of);
  EXPECT_NE(instance.graph.column_of, random_instance(50, 80, 0.1, 4).graph.column_of);
}

TEST(Instances, PlantedNonzerosStayInTheirClustersWithoutNoise) {
  const Instance instance = disconnected_instance(31, 47, 4, 0.1, 1);
  std::vector<int> rows(4), columns(4);
  for (Index i = 0; i < 31; ++i) {
    ++rows[instance.planted[i]];
    for (Index n = instance.graph.row_starts[i]; n < instance.graph.row_starts[i + 1]; ++n)
      EXPECT_EQ(instance.planted[31 + instance.graph.column_of[n]], instance.planted[i]);
  }
  for (Index j = 0; j < 47; ++j) ++columns[instance.planted[31 + j]];
  EXPECT_EQ(rows, (std::vector<int>{8, 8, 8, 7}));
  EXPECT_EQ(columns, (std::vector<int>{12, 12, 12, 11}));
}

TEST(Instances, APowerLawPutsMostNonzerosIntoFewColumns) {
  const Bipartite graph = power_law_instance(200, 300, 0.05, 1).graph;
  std::multiset<Index, std::greater<>> degrees;
  for (Index j = 0; j < 300; ++j) degrees.insert(graph.column_degree(j));
  Index most = 0, taken = 0;
  for (auto degree = degrees.begin(); taken < 60; ++degree, ++taken) most += *degree;
  EXPECT_GT(2 * most, graph.nonzeros());  // a fifth of the columns holds more than half
}

TEST(Instances, HalfEmptyAndRankDeficient) {
  const Bipartite holes = half_empty_instance(10, 12, 0.5, 1).graph;
  for (Index i = 1; i < 10; i += 2) EXPECT_EQ(holes.row_degree(i), 0);
  for (Index j = 2; j < 12; j += 3) EXPECT_EQ(holes.column_degree(j), 0);
  const Bipartite copies = rank_deficient_instance(20, 30, 3, 0.2, 1).graph;
  std::set<std::vector<std::int32_t>> rows;
  for (Index i = 0; i < 20; ++i)
    rows.emplace(copies.column_of.begin() + copies.row_starts[i],
                 copies.column_of.begin() + copies.row_starts[i + 1]);
  EXPECT_LE(rows.size(), 3u);
}

}  // namespace
}  // namespace modnn
