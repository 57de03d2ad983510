#pragma once

#include <map>
#include <vector>

#include "models/network/network.h"
#include "partition/plan/plan.h"

namespace modnn {

/// One layer of a tile.
struct TileStep {
  LayerId layer = 0;
  Task task;  ///< whose device is whoever gets the tile
};

/// What one phone computes without anybody's help: a part of the result, and all that it depends on
/// back to the image.
struct Tile {
  Region image;  ///< what it needs of that
  Region result;
  std::vector<TileStep> steps;
  /// Tiles with which it overlaps and that come first; none where it comes first itself.
  std::vector<int> neighbours;
  /// Those of which it is one.
  std::vector<int> waiting;
  /// With what the neighbours have computed already: what is left to compute, the part of the image
  /// for it, and what it takes of each.
  Region rest_image;
  std::vector<TileStep> rest;
  std::map<int, std::vector<Piece>> takes;
};

/// The tiles of a plan, row after row. Tiles of even row and column, or of odd ones, come first
/// when overlaps are computed once (DeepThings, IEEE TCAD 2018, section IV): no two of them share a
/// side. Throws std::invalid_argument where the plan is not one of fused tiles alone.
std::vector<Tile> tiles_of(const Network& network, const Plan& plan);

}  // namespace modnn
