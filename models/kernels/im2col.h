#pragma once

#include "models/layers/conv.h"
#include "models/tensor.h"

namespace modnn {

/// How a convolution's output region is computed: in blocks of `output_rows` rows, each lowered to
/// a matrix of `rows_of_matrix` (input channels of one group x kernel taps) x (output rows x output
/// columns) values that stays in cache.
struct Im2colBlock {
  Index rows_of_matrix = 0;
  Index output_rows = 0;
};
Im2colBlock im2col_block(const Conv& conv, const Shape& input, const Box& output);

/// Fills `matrix` (row-major) with the inputs of group `group` under the window for the output
/// rows x cols. Where the window reaches past the whole map (`map`), zeros; `input` must cover the
/// rest.
void im2col(const Conv& conv, const Shape& map, const Tensor& input, Index group, const Range& rows,
            const Range& cols, float* matrix);

}  // namespace modnn
