#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "partition/verify/verify_dependency.h"

namespace modnn {

/// A feature map cut at every coordinate where any region begins or ends: inside a cell nothing
/// changes, so that marking cells is exact and cheap.
class Cells {
 public:
  void cut_at(const Axes& box);
  /// To be called between the last cut and the first visit.
  void settle();
  std::size_t size() const;
  /// The cells that a box consists of.
  std::vector<std::size_t> inside(const Axes& box) const;
  template <typename Visit>
  void visit(const Axes& box, Visit&& visit_cell) const {
    for (const std::size_t cell : inside(box)) visit_cell(cell);
  }

 private:
  std::array<std::vector<Index>, 3> cuts_;
};

}  // namespace modnn
