#include "models/maps/shape.h"

#include <algorithm>

namespace modnn {

std::string to_string(const Shape& shape) {
  return std::to_string(shape.channels) + "x" + std::to_string(shape.height) + "x" +
         std::to_string(shape.width);
}

Range intersect(const Range& a, const Range& b) {
  const Index begin = std::max(a.begin, b.begin);
  return {begin, std::max(begin, std::min(a.end, b.end))};
}

Box whole(const Shape& shape) { return {{0, shape.channels}, {0, shape.height}, {0, shape.width}}; }

Box intersect(const Box& a, const Box& b) {
  return {intersect(a.channels, b.channels), intersect(a.rows, b.rows), intersect(a.cols, b.cols)};
}

}  // namespace modnn
