#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "partition/verify/verify_dependency.h"

namespace modnn {

/// A feature map cut at every coordinate where any region begins or ends: inside a cell nothing
/// changes, so that marking cells is exact and cheap.
class Cells {
 public:
  void cut_at(const Axes& box) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      cuts_[axis].push_back(box[axis].begin);
      cuts_[axis].push_back(box[axis].end);
    }
  }
  /// To be called between the last cut and the first visit.
  void settle() {
    for (auto& cuts : cuts_) {
      std::sort(cuts.begin(), cuts.end());
      cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    }
  }
  std::size_t size() const {
    std::size_t cells = 1;
    for (const auto& cuts : cuts_) cells *= cuts.size();
    return cells;
  }
  template <typename Visit>
  void visit(const Axes& box, Visit&& visit_cell) const {
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
    for (Index i = c.begin; i < c.end; ++i) {
      for (Index j = r.begin; j < r.end; ++j) {
        for (Index k = w.begin; k < w.end; ++k) {
          visit_cell(static_cast<std::size_t>((i * rows + j) * cols + k));
        }
      }
    }
  }

 private:
  std::array<std::vector<Index>, 3> cuts_;
};

}  // namespace modnn
