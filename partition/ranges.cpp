#include "partition/ranges.h"

#include <algorithm>

namespace modnn {

Ranges ranges_of(const std::vector<Index>& members) {
  Ranges set;
  for (const Index member : members) {
    if (!set.empty() && set.back().end == member) {
      ++set.back().end;
    } else {
      set.push_back({member, member + 1});
    }
  }
  return set;
}

Index count(const Ranges& set) {
  Index total = 0;
  for (const Range& range : set) total += range.size();
  return total;
}

Range hull(const Ranges& set) {
  return set.empty() ? Range{} : Range{set.front().begin, set.back().end};
}

Ranges intersect(const Ranges& a, const Ranges& b) {
  Ranges common;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const Range both = intersect(a[i], b[j]);
    if (!both.empty()) common.push_back(both);
    a[i].end < b[j].end ? ++i : ++j;
  }
  return common;
}

std::vector<Box> neuron_boxes(const Ranges& set) {
  std::vector<Box> boxes;
  for (const Range& range : set) boxes.push_back({range, {0, 1}, {0, 1}});
  return boxes;
}

}  // namespace modnn
