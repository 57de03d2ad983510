#include "partition/spatial/grid.h"

#include <gtest/gtest.h>
#include <stdexcept>

namespace modnn {
namespace {

TEST(GridExtents, AreNearestToSquareWithRowsFirst) {
  using Extents = std::pair<Index, Index>;
  EXPECT_EQ(grid_extents(4), Extents(2, 2));
  EXPECT_EQ(grid_extents(6), Extents(3, 2));
  EXPECT_EQ(grid_extents(12), Extents(4, 3));
  EXPECT_EQ(grid_extents(64), Extents(8, 8));
  EXPECT_EQ(grid_extents(1), Extents(1, 1));
}

TEST(GridExtents, OfAPrimeAreOneRow) {
  for (const Index prime : {2, 3, 5, 7, 61}) {
    EXPECT_EQ(grid_extents(prime), (std::pair<Index, Index>(1, prime)));
  }
}

TEST(GridExtents, NeedACell) { EXPECT_THROW(grid_extents(0), std::invalid_argument); }

TEST(Grid2d, SizesBandsAndCellsByShares) {
  // Bands with shares 4 and 2 of 6 rows: 4 and 2 rows. Cells 3:1 of 8 columns, then 1:1.
  const auto cells = grid_2d({2, 6, 8}, {3, 1, 1, 1});
  EXPECT_EQ(cells[0], (Box{{0, 2}, {0, 4}, {0, 6}}));
  EXPECT_EQ(cells[1], (Box{{0, 2}, {0, 4}, {6, 8}}));
  EXPECT_EQ(cells[2], (Box{{0, 2}, {4, 6}, {0, 4}}));
  EXPECT_EQ(cells[3], (Box{{0, 2}, {4, 6}, {4, 8}}));
}

TEST(Grid2d, GivesAWorkerWithoutShareNothing) {
  const auto cells = grid_2d({1, 4, 4}, {1, 1, 0, 0});
  EXPECT_EQ(cells[0].elements() + cells[1].elements(), 16);
  EXPECT_TRUE(cells[2].empty());
  EXPECT_TRUE(cells[3].empty());
}

}  // namespace
}  // namespace modnn
