#pragma once

#include <string>

#include "models/maps/shape.h"

namespace modnn {

/// Sliding window of conv and pool layers, in elements: kernel, stride, dilation, and padding per
/// side.
struct Window {
  Index kernel_height = 1, kernel_width = 1;
  Index stride_height = 1, stride_width = 1;
  Index dilation_height = 1, dilation_width = 1;
  Index pad_top = 0, pad_bottom = 0, pad_left = 0, pad_right = 0;
};

/// A window along one axis.
struct WindowAxis {
  Index kernel = 1, stride = 1, dilation = 1, pad_begin = 0, pad_end = 0;

  /// Distance from the first to one past the last tap.
  Index span() const { return dilation * (kernel - 1) + 1; }
};
WindowAxis vertical(const Window& window);
WindowAxis horizontal(const Window& window);

/// Number of positions of the window on an axis of `extent` elements:
/// floor((extent + padding - span) / stride) + 1. With `ceil_mode` the division rounds up, but a
/// window never starts in the end padding.
Index output_extent(const WindowAxis& axis, Index extent, bool ceil_mode = false);

/// Inputs that the outputs [a, b) depend on, clipped to [0, extent):
/// [a s - p, (b - 1) s - p + d (k - 1) + 1).
Range required_range(const WindowAxis& axis, const Range& outputs, Index extent);

/// Inputs along one axis that `outputs` neighbouring outputs depend on.
Index inputs_along(const Window& window, bool vertically, Index outputs);

/// Throws std::invalid_argument ("a 7x7 window does not fit a 5x5 input") when not a single window
/// fits the padded map.
void check_window_fits(const Window& window, const Shape& input);

/// For pool layers: throws std::invalid_argument when a window could lie in the padding entirely.
void check_window_meets_input(const Window& window, const Shape& input);

}  // namespace modnn
