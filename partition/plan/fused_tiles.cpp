#include "partition/plan/fused_tiles.h"

#include <algorithm>

namespace modnn {
namespace {

/// The paper's: all as long as the first, as far as the map goes.
Range equal_part(Index extent, int parts, int which) {
  const Index length = (extent + parts - 1) / parts;
  return {std::min(which * length, extent), std::min((which + 1) * length, extent)};
}

}  // namespace

Placement fused_tiles(const Placing& placing) {
  const int side = tiles_along(placing.argument);
  const int devices = placing.cluster.size();
  const int dealt = static_cast<int>(placing.computing.size());
  const int rounds = (side * side + dealt - 1) / dealt;
  Placement placement;
  placement.runs.push_back({placing.layers.first, placing.layers.last, rounds});
  for (LayerId id = placing.layers.first; id <= placing.layers.last; ++id) {
    const Shape& map = placing.network.layer(id).shape;
    std::vector<Region>& owned = placement.owned[id];
    owned.resize(static_cast<std::size_t>(rounds * devices));
    int tile = 0;
    for (int share = 0; share < dealt; ++share) {
      const int count = side * side / dealt + (share < side * side % dealt ? 1 : 0);
      for (int round = 0; round < count; ++round, ++tile) {
        Box box = whole(map);
        box.rows = equal_part(map.height, side, tile / side);
        box.cols = equal_part(map.width, side, tile % side);
        owned[static_cast<std::size_t>(round * devices + placing.computing[share])] = box;
      }
    }
  }
  return placement;
}

}  // namespace modnn
