#include "models/maps/tensor.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace modnn {
namespace {

std::size_t offset(const Box& box, Index channel, Index row) {
  return static_cast<std::size_t>(
      ((channel - box.channels.begin) * box.rows.size() + (row - box.rows.begin)) *
      box.cols.size());
}

}  // namespace

float* Tensor::row(Index channel, Index row) { return values.data() + offset(box, channel, row); }

const float* Tensor::row(Index channel, Index row) const {
  return values.data() + offset(box, channel, row);
}

Index copy_overlap(const Tensor& source, Tensor& target) {
  const Box common = intersect(source.box, target.box);
  if (common.empty()) return 0;
  for (Index c = common.channels.begin; c < common.channels.end; ++c)
    for (Index r = common.rows.begin; r < common.rows.end; ++r)
      std::copy_n(source.row(c, r) + (common.cols.begin - source.box.cols.begin),
                  common.cols.size(),
                  target.row(c, r) + (common.cols.begin - target.box.cols.begin));
  return common.elements();
}

Tensor slice(const Tensor& source, const Box& box) {
  if (!source.box.contains(box))
    throw std::invalid_argument("slice: the box does not lie within the tensor");
  Tensor part(box);
  copy_overlap(source, part);
  return part;
}

double max_relative_error(const Tensor& a, const Tensor& b) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (a.box != b.box) return infinity;
  double difference = 0, magnitude = 0;
  for (std::size_t i = 0; i < b.values.size(); ++i) {
    const double x = a.values[i], y = b.values[i];
    if (!std::isfinite(x) || !std::isfinite(y)) return infinity;
    difference = std::max(difference, std::abs(x - y));
    magnitude = std::max(magnitude, std::abs(y));
  }
  if (difference == 0) return 0;
  return magnitude > 0 ? difference / magnitude : infinity;
}

}  // namespace modnn
