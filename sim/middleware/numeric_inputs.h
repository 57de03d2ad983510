#pragma once

#include "models/maps/tensor.h"
#include "models/weights/weights.h"

namespace modnn {

/// Real data for numeric mode: the phones run the real kernels on the regions that they receive.
struct NumericInputs {
  const Weights& weights;
  const Tensor& image;
  int transfer_bytes_per_value = 4;  ///< values that are sent are rounded to so many bytes
};

}  // namespace modnn
