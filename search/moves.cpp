#include "search/moves.h"

#include <algorithm>
#include <array>

namespace modnn {
namespace {

using Kind = Move::Kind;
constexpr std::array scales{0.0, 0.5, 0.8, 0.9, 0.95, 1.05, 1.1, 1.25, 2.0};

std::size_t block_at(const Sketch& sketch, LayerId layer) {
  std::size_t index = 0;
  while (sketch.blocks[index].last < layer) ++index;
  return index;
}

LayerId first_of(const Sketch& sketch, std::size_t index) {
  return index == 0 ? 1 : sketch.blocks[index - 1].last + 1;
}

/// What was taken from a plan, or left to a scheme, is cut from now on.
void cut_anew(Block& block, const Cluster& cluster) {
  block.taken.reset();
  block.scheme.clear();
  if (block.factors.empty()) {
    block.factors.assign(cluster.members.size(), 1.0);
    block.factors[group_owner] = 0;
  }
}

/// A device that takes no part begins with what its speed says.
void scale(Block& block, const Move& move, const Cluster& cluster) {
  cut_anew(block, cluster);
  double& factor = block.factors[move.device];
  factor = factor == 0 && move.factor > 0 ? 1 : factor * move.factor;
}

void leave_alone(Block& block, DeviceId device, const Cluster& cluster) {
  cut_anew(block, cluster);
  std::ranges::fill(block.factors, 0.0);
  block.factors[device] = 1;
}

/// What is cut alike, but for where it ends.
Block like(const Block& block, LayerId last) {
  Block other = block;
  other.last = last;
  return other;
}

bool move_ends(Sketch& sketch, std::size_t index, const Move& move) {
  std::vector<Block>& blocks = sketch.blocks;
  const auto place = blocks.begin() + static_cast<std::ptrdiff_t>(index);
  const bool is_last = index + 1 == blocks.size();
  switch (move.kind) {
    case Kind::merge:
      if (is_last) return false;
      blocks.erase(place);
      return true;
    case Kind::split:
      if (move.layer == place->last) return false;
      blocks.insert(place, like(*place, move.layer));
      return true;
    case Kind::end_later:
      if (is_last || ++place->last == blocks[index + 1].last) return false;
      return true;
    case Kind::end_earlier:
      return !is_last && --place->last >= first_of(sketch, index);
    default:
      return false;
  }
}

std::vector<std::string> dense_schemes(const Layer& layer) {
  std::vector<std::string> names;
  for (const Scheme& scheme : schemes()) {
    const bool applies = scheme.applies_to == Locality::neurons && scheme.cut != Cut::local &&
                         (is_sparse(layer.kind) || scheme.cut == Cut::inputs);
    if (applies) names.push_back(scheme.name);
  }
  return names;
}

bool change(Sketch& sketch, std::size_t index, const Move& move, const Choices& choices) {
  std::vector<Block>& blocks = sketch.blocks;
  Block& block = blocks[index];
  switch (move.kind) {
    case Kind::cut:
      cut_anew(block, choices.cluster);
      block.cut = partitioners()[move.choice];
      return true;
    case Kind::scale:
      scale(block, move, choices.cluster);
      return true;
    case Kind::scale_all:
      for (Block& each : blocks) {
        const bool takes_part = !each.factors.empty() && each.factors[move.device] > 0;
        if (each.scheme.empty() && (takes_part || move.factor > 1))
          scale(each, move, choices.cluster);
      }
      return true;
    case Kind::alone:
    case Kind::alone_after:
    case Kind::alone_before:
      for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (i == index || (i > index && move.kind == Kind::alone_after) ||
            (i < index && move.kind == Kind::alone_before))
          leave_alone(blocks[i], move.device, choices.cluster);
      }
      return true;
    case Kind::like_before:
      if (index == 0) return false;
      block = like(blocks[index - 1], block.last);
      return true;
    case Kind::scheme:
      block.scheme = dense_schemes(choices.network.layer(block.last))[move.choice];
      block.taken.reset();
      return true;
    case Kind::ways:
      sketch.ways = choices.ways[move.choice];
      return true;
    default:
      return move_ends(sketch, index, move);
  }
}

void add_moves_of_block(const Sketch& sketch, std::size_t index, const Choices& choices,
                        std::vector<Move>& moves) {
  const Block& block = sketch.blocks[index];
  const LayerId at = block.last;
  const Layer& layer = choices.network.layer(at);
  for (const Kind kind : {Kind::merge, Kind::end_later, Kind::end_earlier, Kind::like_before})
    moves.push_back({.kind = kind, .layer = at});
  for (LayerId inner = first_of(sketch, index); inner < at; ++inner)
    moves.push_back({.kind = Kind::split, .layer = inner});
  if (locality(layer.kind) == Locality::spatial) {
    for (std::size_t choice = 0; choice < partitioners().size(); ++choice)
      moves.push_back({.kind = Kind::cut, .layer = at, .choice = choice});
  } else if (locality(layer.kind) == Locality::neurons) {
    for (std::size_t choice = 0; choice < dense_schemes(layer).size(); ++choice)
      moves.push_back({.kind = Kind::scheme, .layer = at, .choice = choice});
  }
  for (DeviceId device = 0; device < choices.cluster.size(); ++device) {
    for (const Kind kind : {Kind::alone, Kind::alone_after, Kind::alone_before})
      moves.push_back({.kind = kind, .layer = at, .device = device});
    for (const double factor : scales)
      moves.push_back({.kind = Kind::scale, .layer = at, .device = device, .factor = factor});
  }
}

}  // namespace

Choices choices(const Network& network, const Cluster& cluster, const PlanOptions& options,
                bool any_way) {
  Choices found{network, cluster, {options}};
  found.ways.front().placement.reset();
  if (!any_way) return found;
  struct Way {
    DeliveryMode mode;
    Via via;
    Relays relays;
  };
  constexpr Way ways[] = {{DeliveryMode::halo, Via::relay, Relays::each},
                          {DeliveryMode::halo, Via::relay, Relays::merged},
                          {DeliveryMode::halo, Via::peer, Relays::each},
                          {DeliveryMode::map_reduce, Via::relay, Relays::each}};
  for (const bool computes : {options.group_owner_computes, !options.group_owner_computes}) {
    for (const Way& way : ways) {
      PlanOptions other = found.ways.front();
      other.group_owner_computes = computes;
      other.mode = way.mode;
      other.via = way.via;
      other.relays = way.relays;
      found.ways.push_back(std::move(other));
    }
  }
  return found;
}

std::vector<Move> moves_of(const Sketch& sketch, const Choices& choices) {
  std::vector<Move> moves;
  for (std::size_t index = 0; index < sketch.blocks.size(); ++index)
    add_moves_of_block(sketch, index, choices, moves);
  for (DeviceId device = 0; device < choices.cluster.size(); ++device) {
    for (const double factor : scales)
      moves.push_back({.kind = Kind::scale_all, .layer = 1, .device = device, .factor = factor});
  }
  for (std::size_t choice = 0; choice < choices.ways.size(); ++choice)
    moves.push_back({.kind = Kind::ways, .layer = 1, .choice = choice});
  return moves;
}

std::optional<Sketch> moved(const Sketch& sketch, const Move& move, const Choices& choices) {
  Sketch after = sketch;
  const std::size_t index = block_at(sketch, move.layer);
  const bool ends = move.kind == Kind::split || move.layer == sketch.blocks[index].last;
  const bool everywhere = move.kind == Kind::scale_all || move.kind == Kind::ways;
  // After another move the layer may no longer be where it was.
  if (!ends && !everywhere) return std::nullopt;
  if (!change(after, index, move, choices)) return std::nullopt;
  return after;
}

}  // namespace modnn
