#include "models/layers/batch_norm.h"

#include "models/layers/fields.h"

namespace modnn {

Fields<BatchNorm> BatchNorm::fields() {
  return {activation_field<BatchNorm>(),
          field(&BatchNorm::epsilon, {.name = "epsilon",
                                      .help = "where trained weights bring mean and variance",
                                      .bounds = positive})};
}

Shape output_shape(const BatchNorm&, const std::vector<Shape>& inputs) {
  check_input_count(inputs, 1);
  return inputs[0];
}

Box input_region(const BatchNorm&, const std::vector<Shape>&, std::size_t, const Box& output) {
  return output;
}

Work operations(const BatchNorm&, const std::vector<Shape>&, const Box& output) {
  return {.elements = static_cast<double>(output.elements())};
}

ParameterLayout parameter_layout(const BatchNorm&, const std::vector<Shape>& inputs) {
  return {.outputs = inputs[0].channels, .per_output = 1, .biases = inputs[0].channels};
}

}  // namespace modnn
