#pragma once

#include "models/layers/conv.h"
#include "models/maps/tensor.h"

namespace modnn {

/// Fills `matrix` (row-major) with the inputs of group `group` under the window for the output
/// rows x cols. Where the window reaches past the whole map (`map`), zeros; `input` must cover the
/// rest.
void im2col(const Conv& conv, const Shape& map, const Tensor& input, Index group, const Range& rows,
            const Range& cols, float* matrix);

}  // namespace modnn
