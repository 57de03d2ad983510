#include "partition/verify/cells.h"

#include <algorithm>

namespace modnn {

void Cells::cut_at(const Axes& box) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    cuts_[axis].push_back(box[axis].begin);
    cuts_[axis].push_back(box[axis].end);
  }
}

void Cells::settle() {
  for (auto& cuts : cuts_) {
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  }
}

std::size_t Cells::size() const {
  std::size_t cells = 1;
  for (const auto& cuts : cuts_) cells *= cuts.size();
  return cells;
}

std::vector<std::size_t> Cells::inside(const Axes& box) const {
  const auto span = [this, &box](std::size_t axis) {
    const auto& cuts = cuts_[axis];
    const auto place = [&cuts](Index at) {
      return std::lower_bound(cuts.begin(), cuts.end(), at) - cuts.begin();
    };
    return Range{place(box[axis].begin), place(box[axis].end)};
  };
  const Range c = span(0), r = span(1), w = span(2);
  const auto rows = static_cast<Index>(cuts_[1].size());
  const auto cols = static_cast<Index>(cuts_[2].size());
  std::vector<std::size_t> cells;
  cells.reserve(static_cast<std::size_t>(c.size() * r.size() * w.size()));
  for (Index i = c.begin; i < c.end; ++i) {
    for (Index j = r.begin; j < r.end; ++j) {
      for (Index k = w.begin; k < w.end; ++k)
        cells.push_back(static_cast<std::size_t>((i * rows + j) * cols + k));
    }
  }
  return cells;
}

}  // namespace modnn
