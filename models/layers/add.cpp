#include "models/layers/add.h"

#include <stdexcept>

#include "models/layers/fields.h"

namespace modnn {

Fields<Add> Add::fields() { return {activation_field<Add>()}; }

Shape output_shape(const Add&, const std::vector<Shape>& inputs) {
  if (inputs.size() < 2) throw std::invalid_argument("takes at least 2 inputs");
  for (const Shape& input : inputs)
    if (input != inputs[0])
      throw std::invalid_argument("its inputs have different shapes: " + to_string(inputs[0]) +
                                  " and " + to_string(input));
  return inputs[0];
}

Box input_region(const Add&, const std::vector<Shape>&, std::size_t, const Box& output) {
  return output;
}

Work operations(const Add&, const std::vector<Shape>& inputs, const Box& output) {
  return {.elements =
              static_cast<double>(output.elements()) * static_cast<double>(inputs.size() - 1)};
}

}  // namespace modnn
