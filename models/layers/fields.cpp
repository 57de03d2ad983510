#include "models/layers/fields.h"

namespace modnn {
namespace {

constexpr Bounds padding_bounds{0, max_extent};

/// Leaves alone what is absent.
void read_pair(KeyReader& layer, const char* name, Index& height, Index& width) {
  const std::vector<std::int64_t> pair = layer.extents(name);
  if (pair.empty()) return;
  height = pair[0];
  width = pair[1];
}

void read_kernel(Window& window, KeyReader& layer) {
  read_pair(layer, "kernel", window.kernel_height, window.kernel_width);
}

void read_stride(Window& window, KeyReader& layer) {
  read_pair(layer, "stride", window.stride_height, window.stride_width);
}

/// The kernel's row stands before this one.
void read_stride_or_kernel(Window& window, KeyReader& layer) {
  window.stride_height = window.kernel_height;
  window.stride_width = window.kernel_width;
  read_stride(window, layer);
}

void read_dilation(Window& window, KeyReader& layer) {
  read_pair(layer, "dilation", window.dilation_height, window.dilation_width);
}

void read_padding(Window& window, KeyReader& layer) {
  const std::vector<std::int64_t> sides = layer.extents("padding");
  if (sides.empty()) return;
  window.pad_top = sides[0];
  window.pad_bottom = sides[1];
  window.pad_left = sides[2];
  window.pad_right = sides[3];
}

/// One number where both axes have it.
Json pair(Index height, Index width) {
  if (height == width) return height;
  return {height, width};
}

Json write_kernel(const Window& window) { return pair(window.kernel_height, window.kernel_width); }
Json write_stride(const Window& window) { return pair(window.stride_height, window.stride_width); }
Json write_dilation(const Window& window) {
  return pair(window.dilation_height, window.dilation_width);
}
Json write_padding(const Window& window) {
  if (window.pad_top == window.pad_bottom && window.pad_left == window.pad_right)
    return pair(window.pad_top, window.pad_left);
  return {window.pad_top, window.pad_bottom, window.pad_left, window.pad_right};
}

}  // namespace

std::vector<WindowField> window_fields(Step step) {
  Key stride{.name = "stride",
             .type = KeyType::pair,
             .help = "step of the window",
             .bounds = extent_bounds};
  if (step == Step::kernel) {
    stride.same_as = "kernel";
  } else {
    stride.fallback = 1;
  }
  return {{{.name = "kernel",
            .type = KeyType::pair,
            .help = "extent of the window",
            .bounds = extent_bounds,
            .required = true},
           read_kernel,
           write_kernel},
          {stride, step == Step::kernel ? read_stride_or_kernel : read_stride, write_stride},
          {{.name = "dilation",
            .type = KeyType::pair,
            .help = "distance of the window's taps",
            .bounds = extent_bounds,
            .fallback = 1},
           read_dilation,
           write_dilation},
          {{.name = "padding",
            .type = KeyType::sides,
            .help = "rows and columns that the map is taken to have around it",
            .bounds = padding_bounds,
            .fallback = 0},
           read_padding,
           write_padding}};
}

}  // namespace modnn
