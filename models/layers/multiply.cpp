#include "models/layers/multiply.h"

#include <stdexcept>

#include "models/layers/fields.h"

namespace modnn {

Fields<Multiply> Multiply::fields() { return {activation_field<Multiply>()}; }

Shape output_shape(const Multiply&, const std::vector<Shape>& inputs) {
  check_input_count(inputs, 2);
  const Shape per_channel{inputs[0].channels, 1, 1};
  if (inputs[1] != inputs[0] && inputs[1] != per_channel)
    throw std::invalid_argument("its second input is " + to_string(inputs[1]) + ", expected " +
                                to_string(inputs[0]) +
                                (inputs[0] == per_channel ? "" : " or " + to_string(per_channel)));
  return inputs[0];
}

Box input_region(const Multiply&, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output) {
  if (inputs[which] == inputs[0]) return output;
  return {output.channels, {0, 1}, {0, 1}};
}

Work operations(const Multiply&, const std::vector<Shape>&, const Box& output) {
  return {.elements = static_cast<double>(output.elements())};
}

}  // namespace modnn
