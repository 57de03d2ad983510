#include "models/maps/window.h"

#include <algorithm>
#include <stdexcept>

namespace modnn {
namespace {

/// "a 7x7", "an 8x8".
std::string a_size(Index height, Index width) {
  const std::string size = std::to_string(height) + "x" + std::to_string(width);
  const bool vowel = size.front() == '8' || height == 11 || height == 18;
  return (vowel ? "an " : "a ") + size;
}

}  // namespace

WindowAxis vertical(const Window& window) {
  return {window.kernel_height, window.stride_height, window.dilation_height, window.pad_top,
          window.pad_bottom};
}

WindowAxis horizontal(const Window& window) {
  return {window.kernel_width, window.stride_width, window.dilation_width, window.pad_left,
          window.pad_right};
}

Index inputs_along(const Window& window, bool vertically, Index outputs) {
  const WindowAxis axis = vertically ? vertical(window) : horizontal(window);
  return (outputs - 1) * axis.stride + axis.span();
}

Index output_extent(const WindowAxis& axis, Index extent, bool ceil_mode) {
  const Index room = extent + axis.pad_begin + axis.pad_end - axis.span();
  const Index steps = (room + (ceil_mode ? axis.stride - 1 : 0)) / axis.stride;
  const bool last_starts_behind_map = steps * axis.stride >= extent + axis.pad_begin;
  return steps + 1 - (ceil_mode && last_starts_behind_map ? 1 : 0);
}

Range required_range(const WindowAxis& axis, const Range& outputs, Index extent) {
  if (outputs.empty()) return {};
  const Index begin = outputs.begin * axis.stride - axis.pad_begin;
  const Index end = (outputs.end - 1) * axis.stride - axis.pad_begin + axis.span();
  return intersect(Range{begin, end}, Range{0, extent});
}

void check_window_fits(const Window& window, const Shape& input) {
  const WindowAxis v = vertical(window), h = horizontal(window);
  const Index height = input.height + v.pad_begin + v.pad_end;
  const Index width = input.width + h.pad_begin + h.pad_end;
  if (v.span() <= height && h.span() <= width) return;
  const bool padded = height != input.height || width != input.width;
  throw std::invalid_argument(a_size(v.span(), h.span()) + " window does not fit " +
                              a_size(height, width) + (padded ? " padded input" : " input"));
}

void check_window_meets_input(const Window& window, const Shape& input) {
  const auto check = [](const WindowAxis& axis, Index extent) {
    if (std::max(axis.pad_begin, axis.pad_end) >= axis.span())
      throw std::invalid_argument(
          "padding " + std::to_string(std::max(axis.pad_begin, axis.pad_end)) +
          " is not smaller than the window (" + std::to_string(axis.span()) + ")");
    // Taps at most `extent` apart cannot step over the whole map.
    if (axis.kernel > 1 && axis.dilation > extent)
      throw std::invalid_argument("dilation " + std::to_string(axis.dilation) +
                                  " is larger than the input (" + std::to_string(extent) + ")");
  };
  check(vertical(window), input.height);
  check(horizontal(window), input.width);
}

}  // namespace modnn
