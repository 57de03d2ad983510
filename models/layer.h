#pragma once

#include <string>
#include <variant>
#include <vector>

#include "models/shape.h"

namespace modnn {

enum class Activation { none, relu, leaky_relu, relu6 };

/// Sliding window of conv and pool layers, in elements: kernel, stride, dilation, and padding per
/// side.
struct Window {
  Index kernel_height = 1, kernel_width = 1;
  Index stride_height = 1, stride_width = 1;
  Index dilation_height = 1, dilation_width = 1;
  Index pad_top = 0, pad_bottom = 0, pad_left = 0, pad_right = 0;
};

/// The image: the one layer without inputs.
struct Input {
  Shape shape;
};
/// Cross-correlation of `outputs` filters in `groups` groups; a depthwise conv has groups == input
/// channels.
struct Conv {
  Index outputs = 0;
  Window window;
  Index groups = 1;
  bool bias = true;
  Activation activation = Activation::none;  ///< fused
};
struct MaxPool {
  Window window;
  bool ceil_mode = false;  ///< round the output extent up instead of down
};
/// y = W x + b over all elements of the input, in CHW order.
struct Dense {
  Index outputs = 0;
  bool bias = true;
  Activation activation = Activation::none;  ///< fused
};
struct Activate {
  Activation activation = Activation::relu;
};
/// C x H x W to (C H W) x 1 x 1.
struct Flatten {};
/// Over the channels of a vector (n x 1 x 1).
struct Softmax {};

using LayerKind = std::variant<Input, Conv, MaxPool, Dense, Activate, Flatten, Softmax>;

/// The name a layer kind has in JSON files: "input", "conv", "max_pool", "dense", ...
std::string kind_name(const LayerKind& kind);

/// How a layer may be cut: `spatial` layers by rows, columns (every output pixel needs a window of
/// the input); `neurons` layers (dense) by output channels; `whole` layers are computed in one
/// place.
enum class Locality { spatial, neurons, whole };
Locality locality(const LayerKind& kind);

}  // namespace modnn
