#include "partition/dense/bipartite.h"

#include <gtest/gtest.h>
#include <stdexcept>

namespace modnn {
namespace {

// Nonzeros at (0, 1), (0, 3), (2, 0), (2, 1): row 1 and column 2 are empty.
TEST(Bipartite, ListsNonzerosInBothOrders) {
  const Bipartite graph =
      make_bipartite(4, std::vector<Index>{0, 2, 2, 4}, std::vector<std::int32_t>{1, 3, 0, 1});
  EXPECT_EQ(graph.rows, 3);
  EXPECT_EQ(graph.nonzeros(), 4);
  EXPECT_EQ(graph.column_starts, (std::vector<Index>{0, 1, 3, 3, 4}));
  EXPECT_EQ(graph.row_of, (std::vector<std::int32_t>{2, 0, 2, 0}));
  EXPECT_EQ(graph.position_of, (std::vector<std::int32_t>{2, 0, 3, 1}));
  EXPECT_EQ(graph.row_degree(1), 0);
  EXPECT_EQ(graph.column_degree(1), 2);
}

TEST(Bipartite, RefusesArraysThatAreNoMatrix) {
  const auto make = [](std::vector<Index> starts, std::vector<std::int32_t> columns) {
    return make_bipartite(3, starts, columns);
  };
  EXPECT_THROW(make({}, {}), std::invalid_argument);
  EXPECT_THROW(make({0, 1}, {}), std::invalid_argument);
  EXPECT_THROW(make({0, 2, 1, 3}, {0, 1, 2}), std::invalid_argument);
  EXPECT_THROW(make({0, 1}, {3}), std::invalid_argument);
  EXPECT_THROW(make({0, 1}, {-1}), std::invalid_argument);
  EXPECT_THROW(make({0, 2}, {1, 1}), std::invalid_argument);
  EXPECT_THROW(make({0, 2}, {1, 0}), std::invalid_argument);
}

}  // namespace
}  // namespace modnn
