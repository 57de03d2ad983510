#pragma once

#include <vector>

#include "models/maps/shape.h"

namespace modnn {

/// A float32 block of a feature map, stored channel by channel, row by row (CHW). `box` says which
/// part of the map it is; a whole feature map has box == whole(shape).
struct Tensor {
  Box box;
  std::vector<float> values;  ///< box.elements() values

  Tensor() = default;
  explicit Tensor(const Box& covered)
      : box(covered), values(static_cast<std::size_t>(covered.elements())) {}

  /// The first value of row `row` of channel `channel`, both in coordinates of the whole map, at
  /// column box.cols.begin.
  float* row(Index channel, Index row);
  const float* row(Index channel, Index row) const;
};

/// Copies the intersection of the two boxes from `source` into `target`; returns the number of
/// elements copied.
Index copy_overlap(const Tensor& source, Tensor& target);

/// The part `box` (must lie within source.box) as a tensor of its own.
Tensor slice(const Tensor& source, const Box& box);

/// max |a - b| / max |b| over all elements (`b` is the reference); infinity when a value is not
/// finite or boxes differ.
double max_relative_error(const Tensor& a, const Tensor& b);

}  // namespace modnn
