#include "partition/spatial/grid.h"

#include <numeric>
#include <stdexcept>

#include "partition/shares.h"

namespace modnn {

std::pair<Index, Index> grid_extents(Index cells) {
  if (cells < 1) throw std::invalid_argument("a grid needs at least one cell");
  Index columns = 1;
  for (Index c = 2; c * c <= cells; ++c) {
    if (cells % c == 0) columns = c;
  }
  if (columns == 1) return {1, cells};
  return {cells / columns, columns};
}

std::vector<Box> grid_2d(const Shape& map, const std::vector<double>& shares) {
  const auto [rows, columns] = grid_extents(static_cast<Index>(shares.size()));
  std::vector<double> band_shares;
  for (Index band = 0; band < rows; ++band) {
    const auto first = shares.begin() + band * columns;
    band_shares.push_back(std::accumulate(first, first + columns, 0.0));
  }
  const std::vector<Range> bands = proportional_ranges(map.height, band_shares);

  std::vector<Box> cells;
  for (Index band = 0; band < rows; ++band) {
    const auto first = shares.begin() + band * columns;
    const std::vector<double> cell_shares(first, first + columns);
    const bool unused = band_shares[static_cast<std::size_t>(band)] <= 0;
    const auto widths = unused ? std::vector<Range>(cell_shares.size())
                               : proportional_ranges(map.width, cell_shares);
    for (const Range& width : widths) {
      cells.push_back(whole(map));
      cells.back().rows = bands[static_cast<std::size_t>(band)];
      cells.back().cols = width;
    }
  }
  return cells;
}

}  // namespace modnn
