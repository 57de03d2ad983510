#pragma once

#include <cstdint>
#include <vector>

namespace modnn {

/// A bipartite graph between `left` and `right` vertices: adjacency[l] lists the right neighbours
/// of left vertex l.
struct Block {
  int right = 0;
  std::vector<std::vector<std::int32_t>> adjacency;

  int left() const { return static_cast<int>(adjacency.size()); }
};

/// A maximum matching (Hopcroft and Karp, SIAM J. Comput. 1973): right_of[l] and left_of[r] are the
/// partners, or -1.
struct Matching {
  std::vector<std::int32_t> right_of;
  std::vector<std::int32_t> left_of;
};
Matching maximum_matching(const Block& block);

/// All minimum vertex covers of a block that its Dulmage-Mendelsohn decomposition tells apart
/// (Dulmage and Mendelsohn, Can. J. Math. 1958; cover by Koenig's theorem): some vertices are in
/// every such cover, and each `component` of matched pairs is covered by its left or by its right
/// vertices, as one likes.
struct Covers {
  static constexpr int uncovered = -2;  ///< in no cover
  static constexpr int always = -1;     ///< in every cover
  std::vector<int> left;   ///< per left vertex: uncovered, always, or the component it belongs to
  std::vector<int> right;  ///< likewise
  int components = 0;
  int size = 0;  ///< of each minimum cover: that of a maximum matching
};
Covers minimum_covers(const Block& block);

}  // namespace modnn
