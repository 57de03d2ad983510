#include "models/weights/pruning.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <numeric>

namespace modnn {
namespace {

/// The bits of magnitudes are ordered as the magnitudes are.
std::uint32_t magnitude_bits(float value) { return std::bit_cast<std::uint32_t>(std::abs(value)); }

/// A magnitude that `count` others are not below, and how many are above it.
struct Threshold {
  std::uint32_t bits = 0;
  std::size_t above = 0;
};

/// Counts values by one half of their bits, then by the other: a matrix is large, and another one
/// of its magnitudes would take as much memory again.
Threshold threshold_of(std::span<const float> values, std::size_t count) {
  Threshold threshold;
  for (const std::uint32_t shift : {16U, 0U}) {
    std::vector<std::size_t> found(std::size_t{1} << 16U);
    for (const float value : values) {
      const std::uint32_t bits = magnitude_bits(value);
      if (shift == 0 && bits >> 16U != threshold.bits) continue;
      ++found[bits >> shift & 0xffffU];
    }
    std::uint32_t half = 0xffff;
    while (threshold.above + found[half] <= count) threshold.above += found[half--];
    threshold.bits = threshold.bits << 16U | half;
  }
  return threshold;
}

}  // namespace

std::vector<std::int32_t> largest_magnitudes(std::span<const float> values,
                                             std::vector<std::int32_t> candidates, Index count) {
  const auto larger = [&](std::int32_t a, std::int32_t b) {
    const float x = std::abs(values[static_cast<std::size_t>(a)]);
    const float y = std::abs(values[static_cast<std::size_t>(b)]);
    return x != y ? x > y : a < b;
  };
  const auto kept = candidates.begin() + count;
  if (kept != candidates.end())
    std::nth_element(candidates.begin(), kept, candidates.end(), larger);
  candidates.erase(kept, candidates.end());
  std::sort(candidates.begin(), candidates.end());
  return candidates;
}

std::vector<std::int32_t> kept_columns(std::span<const float> values, const PlantedBlocks& blocks,
                                       int block, Index count, double noise) {
  std::vector<std::int32_t> inside, outside;
  for (std::size_t j = 0; j < values.size(); ++j)
    (blocks.of_column[j] == block ? inside : outside).push_back(static_cast<std::int32_t>(j));
  // A block may be too small for its share by rounding.
  const Index wanted_outside = std::llround(noise * static_cast<double>(count));
  const Index inside_count =
      std::min(count - std::min(wanted_outside, static_cast<Index>(outside.size())),
               static_cast<Index>(inside.size()));
  const auto in = largest_magnitudes(values, std::move(inside), inside_count);
  const auto out = largest_magnitudes(values, std::move(outside), count - inside_count);
  std::vector<std::int32_t> columns;
  std::merge(in.begin(), in.end(), out.begin(), out.end(), std::back_inserter(columns));
  return columns;
}

void prune_by_magnitude(std::span<float> values, double density) {
  const auto count = static_cast<std::size_t>(
      std::llround(std::clamp(density, 0.0, 1.0) * static_cast<double>(values.size())));
  if (count == values.size()) return;
  // Everything above the largest pruned magnitude stays; of its equals, as many as there is room.
  const Threshold threshold = threshold_of(values, count);
  std::size_t room = count - threshold.above;
  for (float& value : values) {
    const std::uint32_t magnitude = magnitude_bits(value);
    if (magnitude > threshold.bits) continue;
    if (magnitude == threshold.bits && room > 0)
      --room;
    else
      value = 0;
  }
}

void prune_to_blocks(std::span<float> matrix, const PlantedBlocks& blocks, double density,
                     double noise) {
  const std::size_t columns = blocks.of_column.size();
  const auto count = static_cast<Index>(std::llround(density * static_cast<double>(columns)));
  for (std::size_t i = 0; i < blocks.of_row.size(); ++i) {
    const std::span<float> row = matrix.subspan(i * columns, columns);
    const auto kept = kept_columns(row, blocks, blocks.of_row[i], count, noise);
    auto next = kept.begin();
    for (std::size_t j = 0; j < columns; ++j)
      if (next != kept.end() && static_cast<std::size_t>(*next) == j)
        ++next;
      else
        row[j] = 0;
  }
}

LayerWeights compress_rows(std::span<const float> matrix, Index rows) {
  LayerWeights sparse;
  const std::size_t columns = matrix.size() / static_cast<std::size_t>(rows);
  sparse.row_starts.push_back(0);
  const auto zeros = std::count(matrix.begin(), matrix.end(), 0.0F);
  sparse.kernel.reserve(matrix.size() - static_cast<std::size_t>(zeros));
  sparse.columns.reserve(sparse.kernel.capacity());
  for (std::size_t i = 0; i < static_cast<std::size_t>(rows); ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      const float value = matrix[i * columns + j];
      if (value == 0) continue;
      sparse.kernel.push_back(value);
      sparse.columns.push_back(static_cast<std::int32_t>(j));
    }
    sparse.row_starts.push_back(static_cast<Index>(sparse.kernel.size()));
  }
  return sparse;
}

std::vector<float> expand_rows(const LayerWeights& sparse, Index columns) {
  const std::size_t rows = sparse.row_starts.size() - 1;
  std::vector<float> matrix(rows * static_cast<std::size_t>(columns));
  for (std::size_t i = 0; i < rows; ++i)
    for (auto k = static_cast<std::size_t>(sparse.row_starts[i]);
         k < static_cast<std::size_t>(sparse.row_starts[i + 1]); ++k)
      matrix[i * static_cast<std::size_t>(columns) + static_cast<std::size_t>(sparse.columns[k])] =
          sparse.kernel[k];
  return matrix;
}

}  // namespace modnn
