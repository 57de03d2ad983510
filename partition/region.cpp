#include "partition/region.h"

#include <algorithm>

namespace modnn {
namespace {

/// Cuts `box` along one axis where `hole` begins and ends: the outer parts go to `outside`, the
/// part within the hole's range stays in `box`.
void cut(Box& box, Range Box::*axis, const Range& hole, std::vector<Box>& outside) {
  const Range whole_range = box.*axis;
  if (whole_range.begin < hole.begin) {
    outside.push_back(box);
    outside.back().*axis = {whole_range.begin, hole.begin};
  }
  if (hole.end < whole_range.end) {
    outside.push_back(box);
    outside.back().*axis = {hole.end, whole_range.end};
  }
  box.*axis = intersect(whole_range, hole);
}

Range hull(const Range& a, const Range& b) {
  return {std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

}  // namespace

Box hull(const Box& a, const Box& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {hull(a.channels, b.channels), hull(a.rows, b.rows), hull(a.cols, b.cols)};
}

std::vector<Box> subtract(const Box& box, const Box& hole) {
  const Box common = intersect(box, hole);
  if (box.empty()) return {};
  if (common.empty()) return {box};
  std::vector<Box> outside;
  Box rest = box;
  cut(rest, &Box::channels, common.channels, outside);
  cut(rest, &Box::rows, common.rows, outside);
  cut(rest, &Box::cols, common.cols, outside);
  return outside;
}

std::vector<Box> subtract(const Box& box, const std::vector<Box>& holes) {
  std::vector<Box> rest;
  if (!box.empty()) rest.push_back(box);
  for (const Box& hole : holes) {
    if (intersect(box, hole).empty()) continue;
    std::vector<Box> next;
    for (const Box& part : rest) {
      const auto pieces = subtract(part, hole);
      next.insert(next.end(), pieces.begin(), pieces.end());
    }
    rest = std::move(next);
  }
  return rest;
}

}  // namespace modnn
