#include "sim/service/bag.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "partition/plan/liveness.h"

namespace modnn {
namespace {

/// Whether a tile gets nothing but a part of the image.
bool stands_alone(const Tile& tile) {
  std::map<LayerId, Region> computed;
  for (const TileStep& step : tile.steps) {
    for (const Piece& read : step.task.reads)
      if (read.map.layer != 0 && !computed[read.map.layer].contains(read.region)) return false;
    computed[step.layer] = step.task.computes;
  }
  return true;
}

/// A tile for every device and round of the plan.
std::vector<Tile> planned_tiles(const Network& network, const Plan& plan) {
  std::map<std::pair<int, DeviceId>, Tile> tiles;
  const std::vector<int> rounds = rounds_of(plan);
  for (std::size_t index = 0; index < plan.stages.size(); ++index) {
    const Stage& stage = plan.stages[index];
    for (const Task& task : stage.tasks) {
      Tile& tile = tiles[{rounds[index], task.device}];
      tile.steps.push_back({stage.layer, task});
      for (const Piece& read : task.reads)
        if (read.map.layer == 0) tile.image |= read.region;
      if (stage.layer == network.size() - 1) tile.result = task.computes;
    }
  }
  std::vector<Tile> all;
  for (auto& [place, tile] : tiles) {
    const auto layers = static_cast<std::size_t>(network.size() - 1);
    if (tile.steps.size() != layers || tile.result.boxes().size() != 1 || !stands_alone(tile))
      throw std::invalid_argument(
          "only plans of fused tiles through all layers (ftp:<n>) can be dealt out at run time");
    all.push_back(std::move(tile));
  }
  return all;
}

const Box& box_of(const Tile& tile) { return tile.result.boxes().front(); }

/// Whether two tiles share a side.
bool adjoin(const Tile& a, const Tile& b) {
  const auto meets = [](const Range& x, const Range& y) {
    return x.end == y.begin || y.end == x.begin;
  };
  return (box_of(a).rows == box_of(b).rows && meets(box_of(a).cols, box_of(b).cols)) ||
         (box_of(a).cols == box_of(b).cols && meets(box_of(a).rows, box_of(b).rows));
}

/// The neighbours of tiles whose row and column are one even, one odd.
void find_neighbours(std::vector<Tile>& tiles) {
  std::set<Index> rows, columns;
  for (const Tile& tile : tiles) {
    rows.insert(box_of(tile).rows.begin);
    columns.insert(box_of(tile).cols.begin);
  }
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    const auto row = std::distance(rows.begin(), rows.find(box_of(tiles[i]).rows.begin));
    const auto column = std::distance(columns.begin(), columns.find(box_of(tiles[i]).cols.begin));
    if ((row + column) % 2 == 0) continue;
    for (std::size_t other = 0; other < tiles.size(); ++other) {
      if (!adjoin(tiles[i], tiles[other])) continue;
      tiles[i].neighbours.push_back(static_cast<int>(other));
      tiles[other].waiting.push_back(static_cast<int>(i));
    }
  }
}

/// The part of a whole step that is left.
TileStep left_of(const Network& network, const TileStep& whole_step, Region region) {
  TileStep step{whole_step.layer, whole_step.task};
  Task& task = step.task;
  const auto add = [&](const Region& computes, double sign) {
    for (const Box& box : computes.boxes()) {
      const Work part = work(network, step.layer, box);
      task.work.macs += sign * part.macs;
      task.work.elements += sign * part.elements;
      task.work.bytes += sign * part.bytes;
    }
  };
  add(task.computes, -1);
  add(region, 1);
  task.computes = std::move(region);
  task.owns = task.computes & task.owns;
  for (std::size_t input = 0; input < task.reads.size(); ++input) {
    task.reads[input].region = {};
    for (const Box& box : task.computes.boxes())
      task.reads[input].region |= required_input(network, step.layer, input, box);
  }
  return step;
}

/// From the last layer backwards: of what the tile needs of a layer it computes what no neighbour
/// has.
void find_rest(const Network& network, std::vector<Tile>& tiles, Tile& tile) {
  std::map<LayerId, Region> needed{{network.size() - 1, tile.result}};
  for (auto step = tile.steps.rbegin(); step != tile.steps.rend(); ++step) {
    const Region& of_layer = needed[step->layer];
    Region left = of_layer;
    for (const int neighbour : tile.neighbours) {
      const auto same = std::ranges::find(tiles[neighbour].steps, step->layer, &TileStep::layer);
      const Region common = of_layer & same->task.computes;
      if (common.empty()) continue;
      tile.takes[neighbour].push_back({{step->layer}, common});
      left = left - common;
    }
    if (left.empty()) continue;
    tile.rest.push_back(left_of(network, *step, std::move(left)));
    for (const Piece& read : tile.rest.back().task.reads) needed[read.map.layer] |= read.region;
  }
  tile.rest_image = needed[0];
  std::ranges::reverse(tile.rest);
}

}  // namespace

std::vector<Tile> tiles_of(const Network& network, const Plan& plan) {
  std::vector<Tile> tiles = planned_tiles(network, plan);
  find_neighbours(tiles);
  for (Tile& tile : tiles)
    if (!tile.neighbours.empty()) find_rest(network, tiles, tile);
  return tiles;
}

}  // namespace modnn
