#pragma once

#include <array>

#include "models/maps/shape.h"

// The arithmetic of Winograd's F(4x4, 3x3) with the interpolation points 0, 1, -1, 2, -2 (Lavin and
// Gray, CVPR 2016, section 4.3), on many independent vectors at a time.
namespace modnn::winograd {

inline constexpr Index tile = 4;         ///< outputs of a tile along an axis
inline constexpr Index taps = tile + 2;  ///< inputs of a tile along an axis
inline constexpr Index points = taps * taps;
inline constexpr Index filter_batch = 64;

/// One-dimensional input transform B^T d of `count` independent 6-vectors: element i of vector k is
/// in[i][k].
void transform_inputs(const std::array<const float*, taps>& in, const std::array<float*, taps>& out,
                      Index count);

/// One-dimensional output transform A^T m of `count` independent 6-vectors.
void transform_outputs(const std::array<const float*, taps>& in,
                       const std::array<float*, tile>& out, Index count);

/// G g G^T of up to filter_batch 3x3 filters; points of a transformed filter lie `point_stride`
/// apart.
void transform_filters(const float* kernel, Index count, float* transformed, Index point_stride);

/// Splits a row of tile x count values into four: phases[p][k] = row[4 k + p].
void split_phases(const float* row, Index count, float* phases);

/// The inverse of split_phases.
void merge_phases(const float* phases, Index count, float* row);

}  // namespace modnn::winograd
