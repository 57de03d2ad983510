#include "models/layers/max_pool.h"

#include "models/layers/fields.h"

namespace modnn {

Fields<MaxPool> MaxPool::fields() {
  return joined(window_fields<MaxPool>(Step::kernel),
                {field(&MaxPool::ceil_mode, {.name = "ceil_mode",
                                             .help = "round the output extent up instead of "
                                                     "down"})});
}

Shape output_shape(const MaxPool& pool, const std::vector<Shape>& inputs) {
  check_input_count(inputs, 1);
  check_window_fits(pool.window, inputs[0]);
  check_window_meets_input(pool.window, inputs[0]);
  return {inputs[0].channels,
          output_extent(vertical(pool.window), inputs[0].height, pool.ceil_mode),
          output_extent(horizontal(pool.window), inputs[0].width, pool.ceil_mode)};
}

Box input_region(const MaxPool& pool, const std::vector<Shape>& inputs, std::size_t,
                 const Box& output) {
  return {output.channels, required_range(vertical(pool.window), output.rows, inputs[0].height),
          required_range(horizontal(pool.window), output.cols, inputs[0].width)};
}

Work operations(const MaxPool& pool, const std::vector<Shape>&, const Box& output) {
  const Index taps = pool.window.kernel_height * pool.window.kernel_width;
  return {.elements = static_cast<double>(output.elements()) * static_cast<double>(taps)};
}

Index inputs_along(const MaxPool& pool, bool vertically, Index outputs) {
  return inputs_along(pool.window, vertically, outputs);
}

}  // namespace modnn
