#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/weights/weights.h"

namespace modnn {

/// Planted co-clusters of a matrix: the group that every output (row) and every input (column)
/// belongs to.
struct PlantedBlocks {
  std::vector<int> of_row;
  std::vector<int> of_column;
};

/// Of `candidates` (positions in `values`), the `count` with the largest magnitudes, ascending. Of
/// equal magnitudes the first.
std::vector<std::int32_t> largest_magnitudes(std::span<const float> values,
                                             std::vector<std::int32_t> candidates, Index count);

/// The `count` columns that a row of block `block` keeps: its largest values, the fraction `noise`
/// of them outside its block.
std::vector<std::int32_t> kept_columns(std::span<const float> row, const PlantedBlocks& blocks,
                                       int block, Index count, double noise);

/// Unstructured pruning (Han et al., NIPS 2015): all but the round(density x size) values of the
/// largest magnitude become zero.
void prune_by_magnitude(std::span<float> values, double density);

/// Structured pruning: each row of a matrix keeps round(density x columns) values, see
/// kept_columns.
void prune_to_blocks(std::span<float> matrix, const PlantedBlocks& blocks, double density,
                     double noise);

/// A row-major matrix of `rows` rows in compressed sparse rows, without its zeros (and without
/// bias).
LayerWeights compress_rows(std::span<const float> matrix, Index rows);

/// The inverse of compress_rows.
std::vector<float> expand_rows(const LayerWeights& sparse, Index columns);

}  // namespace modnn
