#pragma once

#include <utility>
#include <vector>

#include "models/maps/shape.h"

namespace modnn {

/// Rows and columns of the grid for n cells: r x c with r c = n, nearest to square, rows >= columns
/// (6 is 3 x 2); a prime n, which has no other grid, is 1 x n.
std::pair<Index, Index> grid_extents(Index cells);

/// The conventional two-dimensional grid: horizontal bands with heights proportional to the sum of
/// their shares, each cut into cells with widths proportional to their shares; shares fill the grid
/// band by band. One box per share, all channels.
std::vector<Box> grid_2d(const Shape& map, const std::vector<double>& shares);

}  // namespace modnn
