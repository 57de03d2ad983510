#include "partition/dense/vertex_cover.h"

#include <limits>

namespace modnn {
namespace {

/// Layers of the alternating breadth-first search from the free left vertices; false when no free
/// right vertex is in reach.
bool layer(const Block& block, const Matching& matching, std::vector<int>& depth) {
  std::vector<std::int32_t> queue;
  depth.assign(block.adjacency.size(), -1);
  for (int l = 0; l < block.left(); ++l) {
    if (matching.right_of[l] >= 0) continue;
    depth[l] = 0;
    queue.push_back(l);
  }
  bool reached = false;
  for (std::size_t head = 0; head < queue.size(); ++head) {
    const std::int32_t l = queue[head];
    for (const std::int32_t r : block.adjacency[l]) {
      const std::int32_t next = matching.left_of[r];
      if (next < 0) {
        reached = true;
      } else if (depth[next] < 0) {
        depth[next] = depth[l] + 1;
        queue.push_back(next);
      }
    }
  }
  return reached;
}

/// Augments along one path from `root` through the layers, without recursion: paths may be long.
bool augment(const Block& block, std::int32_t root, Matching& matching, std::vector<int>& depth,
             std::vector<std::size_t>& next_edge) {
  std::vector<std::int32_t> path{root};
  while (!path.empty()) {
    const std::int32_t l = path.back();
    if (next_edge[l] == block.adjacency[l].size()) {
      depth[l] = -1;
      path.pop_back();
      continue;
    }
    const std::int32_t r = block.adjacency[l][next_edge[l]++];
    const std::int32_t owner = matching.left_of[r];
    if (owner >= 0) {
      if (depth[owner] == depth[l] + 1) path.push_back(owner);
      continue;
    }
    // The last edge that each vertex of the path tried is the path's.
    for (std::size_t i = path.size(); i-- > 0;) {
      const std::int32_t vertex = path[i];
      const std::int32_t taken = block.adjacency[vertex][next_edge[vertex] - 1];
      matching.right_of[vertex] = taken;
      matching.left_of[taken] = vertex;
    }
    return true;
  }
  return false;
}

std::vector<std::vector<std::int32_t>> transpose(const Block& block) {
  std::vector<std::vector<std::int32_t>> adjacency(block.right);
  for (int l = 0; l < block.left(); ++l)
    for (const std::int32_t r : block.adjacency[l]) adjacency[r].push_back(l);
  return adjacency;
}

/// Vertices in reach of the free vertices of one side by alternating paths.
struct Reach {
  std::vector<char> same;      ///< on the side of the free vertices
  std::vector<char> opposite;  ///< on the other side
};
Reach alternating_reach(const std::vector<std::vector<std::int32_t>>& adjacency, std::size_t others,
                        const std::vector<std::int32_t>& partner,
                        const std::vector<std::int32_t>& partner_of_other) {
  Reach reach{std::vector<char>(adjacency.size()), std::vector<char>(others)};
  std::vector<std::int32_t> stack;
  for (std::size_t v = 0; v < adjacency.size(); ++v) {
    if (partner[v] >= 0 || adjacency[v].empty()) continue;
    reach.same[v] = 1;
    stack.push_back(static_cast<std::int32_t>(v));
  }
  while (!stack.empty()) {
    const std::int32_t v = stack.back();
    stack.pop_back();
    for (const std::int32_t other : adjacency[v]) {
      if (reach.opposite[other]) continue;
      reach.opposite[other] = 1;
      const std::int32_t next = partner_of_other[other];
      if (next < 0 || reach.same[next]) continue;
      reach.same[next] = 1;
      stack.push_back(next);
    }
  }
  return reach;
}

}  // namespace

Matching maximum_matching(const Block& block) {
  Matching matching{std::vector<std::int32_t>(block.adjacency.size(), -1),
                    std::vector<std::int32_t>(block.right, -1)};
  // A greedy start finds nearly all of it.
  for (int l = 0; l < block.left(); ++l) {
    for (const std::int32_t r : block.adjacency[l]) {
      if (matching.left_of[r] >= 0) continue;
      matching.left_of[r] = l;
      matching.right_of[l] = r;
      break;
    }
  }
  std::vector<int> depth;
  std::vector<std::size_t> next_edge;
  while (layer(block, matching, depth)) {
    next_edge.assign(block.adjacency.size(), 0);
    for (int l = 0; l < block.left(); ++l)
      if (matching.right_of[l] < 0) augment(block, l, matching, depth, next_edge);
  }
  return matching;
}

Covers minimum_covers(const Block& block) {
  const Matching matching = maximum_matching(block);
  const auto transposed = transpose(block);
  // What free left vertices reach must be covered on the right, what free right vertices reach on
  // the left; between them lie perfectly matched parts that may be covered on either side.
  const Reach from_left = alternating_reach(block.adjacency, static_cast<std::size_t>(block.right),
                                            matching.right_of, matching.left_of);
  const Reach from_right =
      alternating_reach(transposed, block.adjacency.size(), matching.left_of, matching.right_of);
  Covers covers;
  covers.left.assign(block.adjacency.size(), Covers::uncovered);
  covers.right.assign(block.right, Covers::uncovered);
  const auto free_choice = [&](int l) {
    return matching.right_of[l] >= 0 && !from_left.same[l] && !from_right.opposite[l];
  };
  for (int l = 0; l < block.left(); ++l) {
    if (from_right.opposite[l]) covers.left[l] = Covers::always;
    if (matching.right_of[l] >= 0) ++covers.size;
  }
  for (int r = 0; r < block.right; ++r)
    if (from_left.opposite[r]) covers.right[r] = Covers::always;

  std::vector<std::int32_t> stack;
  for (int start = 0; start < block.left(); ++start) {
    if (!free_choice(start) || covers.left[start] >= 0) continue;
    const int component = covers.components++;
    covers.left[start] = component;
    stack.push_back(start);
    const auto join = [&](std::int32_t l) {
      if (!free_choice(l) || covers.left[l] >= 0) return;
      covers.left[l] = component;
      stack.push_back(l);
    };
    while (!stack.empty()) {
      const std::int32_t l = stack.back();
      stack.pop_back();
      const std::int32_t partner = matching.right_of[l];
      covers.right[partner] = component;
      for (const std::int32_t r : block.adjacency[l]) {
        const std::int32_t owner = matching.left_of[r];
        if (owner >= 0) join(owner);
      }
      for (const std::int32_t other : transposed[partner]) join(other);
    }
  }
  return covers;
}

}  // namespace modnn
