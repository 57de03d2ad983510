#include "models/layers/global_pool.h"

#include "models/layers/fields.h"

namespace modnn {

Fields<GlobalPool> GlobalPool::fields() {
  static const Words<bool> modes{{false, "average"}, {true, "maximum"}};
  return {field(&GlobalPool::maximum, modes,
                {.name = "mode", .help = "what of each channel's map is taken"})};
}

Shape output_shape(const GlobalPool&, const std::vector<Shape>& inputs) {
  check_input_count(inputs, 1);
  return {inputs[0].channels, 1, 1};
}

Box input_region(const GlobalPool&, const std::vector<Shape>& inputs, std::size_t,
                 const Box& output) {
  return {output.channels, {0, inputs[0].height}, {0, inputs[0].width}};
}

Work operations(const GlobalPool&, const std::vector<Shape>& inputs, const Box& output) {
  return {.elements = static_cast<double>(output.channels.size()) *
                      static_cast<double>(inputs[0].height * inputs[0].width)};
}

}  // namespace modnn
