#include "partition/region.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace modnn {
namespace {

bool before(const Box& a, const Box& b) {
  return std::tie(a.channels.begin, a.rows.begin, a.cols.begin) <
         std::tie(b.channels.begin, b.rows.begin, b.cols.begin);
}

Range hull(const Range& a, const Range& b) {
  return {std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

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

/// `box` minus `hole` as at most six disjoint boxes (channels first, then rows, then columns).
void subtract(const Box& box, const Box& hole, std::vector<Box>& outside) {
  const Box common = intersect(box, hole);
  if (common.empty()) return outside.push_back(box);
  Box rest = box;
  cut(rest, &Box::channels, common.channels, outside);
  cut(rest, &Box::rows, common.rows, outside);
  cut(rest, &Box::cols, common.cols, outside);
}

/// Calls `use(box of a, boxes of b that may meet it)`: as both are in order of their channels,
/// those of a vector are passed once only.
template <typename Use>
void sweep(const std::vector<Box>& a, const std::vector<Box>& b, Use&& use) {
  auto first = b.begin();
  for (const Box& box : a) {
    while (first != b.end() && first->channels.end <= box.channels.begin) ++first;
    auto last = first;
    while (last != b.end() && last->channels.begin < box.channels.end) ++last;
    use(box, first, last);
  }
}

}  // namespace

Region::Region(const Box& box) {
  if (!box.empty()) boxes_.push_back(box);
}

Region::Region(std::vector<Box> disjoint) : boxes_(std::move(disjoint)) {
  std::erase_if(boxes_, [](const Box& box) { return box.empty(); });
  settle();
}

Index Region::elements() const {
  Index sum = 0;
  for (const Box& box : boxes_) sum += box.elements();
  return sum;
}

Box Region::hull() const {
  Box all;
  for (const Box& box : boxes_) all = modnn::hull(all, box);
  return all;
}

bool Region::contains(const Region& other) const { return (other - *this).empty(); }

bool Region::operator==(const Region& other) const {
  return boxes_ == other.boxes_ || (contains(other) && other.contains(*this));
}

Region& Region::operator|=(const Region& other) {
  if (empty()) return *this = other;
  const Region more = other - *this;
  if (more.empty()) return *this;
  boxes_.insert(boxes_.end(), more.boxes_.begin(), more.boxes_.end());
  settle();
  return *this;
}

Region operator&(const Region& a, const Region& b) {
  std::vector<Box> common;
  sweep(a.boxes_, b.boxes_, [&common](const Box& box, auto first, auto last) {
    for (; first != last; ++first) {
      const Box both = intersect(box, *first);
      if (!both.empty()) common.push_back(both);  // most pairs of devices share nothing
    }
  });
  return Region(std::move(common));
}

Region operator-(const Region& a, const Region& b) {
  if (a.empty() || b.empty()) return a;
  std::vector<Box> rest, parts, next;
  sweep(a.boxes_, b.boxes_, [&](const Box& box, auto first, auto last) {
    parts = {box};
    for (; first != last && !parts.empty(); ++first) {
      next.clear();
      for (const Box& part : parts) subtract(part, *first, next);
      parts.swap(next);
    }
    rest.insert(rest.end(), parts.begin(), parts.end());
  });
  return Region(std::move(rest));
}

void Region::settle() {
  if (boxes_.size() < 2) return;
  const Box all = hull();
  if (all.elements() == elements()) {
    boxes_ = {all};
  } else if (!std::is_sorted(boxes_.begin(), boxes_.end(), before)) {
    std::sort(boxes_.begin(), boxes_.end(), before);
  }
}

Box hull(const Box& a, const Box& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {hull(a.channels, b.channels), hull(a.rows, b.rows), hull(a.cols, b.cols)};
}

Region neurons(const std::vector<Index>& members) {
  std::vector<Box> runs;
  for (const Index member : members) {
    if (!runs.empty() && runs.back().channels.end == member) {
      ++runs.back().channels.end;
    } else {
      runs.push_back({{member, member + 1}, {0, 1}, {0, 1}});
    }
  }
  return Region(std::move(runs));
}

Region neurons(const Range& range) { return Box{range, {0, 1}, {0, 1}}; }

std::vector<Range> neuron_ranges(const Region& region) {
  std::vector<Range> ranges;
  for (const Box& box : region.boxes()) ranges.push_back(box.channels);
  return ranges;
}

Region channels_of(const Region& region) {
  Region channels;
  for (const Box& box : region.boxes()) channels |= neurons(box.channels);
  return channels;
}

}  // namespace modnn
