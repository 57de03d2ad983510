#include "models/maps/array.h"

namespace modnn {

Index element_count(const std::vector<Index>& shape) {
  constexpr Index limit = Index{1} << 40;
  Index count = 1;
  for (const Index extent : shape) {
    if (extent < 0 || (extent > 0 && count > limit / extent)) return -1;
    count *= extent;
  }
  return count;
}

std::string to_string(const std::vector<Index>& shape) {
  std::string text = "[";
  for (const Index extent : shape) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(extent);
  }
  return text + "]";
}

}  // namespace modnn
