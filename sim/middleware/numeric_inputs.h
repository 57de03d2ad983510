#pragma once

#include <functional>
#include <vector>

#include "models/maps/tensor.h"
#include "models/weights/weights.h"

namespace modnn {

/// Real data for numeric mode: the phones run the real kernels on the regions that they receive.
struct NumericInputs {
  const Weights& weights;
  const Tensor& image;               ///< the first one
  int transfer_bytes_per_value = 4;  ///< values that are sent are rounded to so many bytes
  /// Image `number` of a stream, from 1 on; empty: the first one again.
  std::function<Tensor(int number)> other_image{};
  /// How far image `number`'s answer, the outputs of the result_layers(), is from the right one;
  /// empty: nobody asks.
  std::function<double(int number, const std::vector<Tensor>& answer)> error{};
};

}  // namespace modnn
