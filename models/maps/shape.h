#pragma once

#include <cstdint>
#include <string>

namespace modnn {

using Index = std::int64_t;

/// Extent of a feature map: channels x height x width (CHW). A vector of n neurons is n x 1 x 1.
struct Shape {
  Index channels = 0;
  Index height = 0;
  Index width = 0;

  Index elements() const { return channels * height * width; }
  bool operator==(const Shape&) const = default;
};

/// "64x112x112".
std::string to_string(const Shape& shape);

/// Half-open interval [begin, end) of channels, rows or columns.
struct Range {
  Index begin = 0;
  Index end = 0;

  Index size() const { return end > begin ? end - begin : 0; }
  bool empty() const { return end <= begin; }
  bool contains(const Range& other) const {
    return other.empty() || (begin <= other.begin && other.end <= end);
  }
  bool operator==(const Range&) const = default;
};

Range intersect(const Range& a, const Range& b);

/// A region of a feature map: channels x rows x columns.
struct Box {
  Range channels;
  Range rows;
  Range cols;

  Index elements() const { return channels.size() * rows.size() * cols.size(); }
  bool empty() const { return elements() == 0; }
  Shape shape() const { return {channels.size(), rows.size(), cols.size()}; }
  bool contains(const Box& other) const {
    return other.empty() || (channels.contains(other.channels) && rows.contains(other.rows) &&
                             cols.contains(other.cols));
  }
  bool operator==(const Box&) const = default;
};

/// The whole of a feature map.
Box whole(const Shape& shape);
Box intersect(const Box& a, const Box& b);

}  // namespace modnn
