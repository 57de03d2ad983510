#include "models/layers/softmax.h"

#include <stdexcept>

#include "models/layers/fields.h"

namespace modnn {

Fields<Softmax> Softmax::fields() { return {}; }

Shape output_shape(const Softmax&, const std::vector<Shape>& inputs) {
  check_input_count(inputs, 1);
  if (inputs[0].height != 1 || inputs[0].width != 1)
    throw std::invalid_argument("softmax takes a vector, not a map: flatten it first");
  return inputs[0];
}

Box input_region(const Softmax&, const std::vector<Shape>& inputs, std::size_t, const Box&) {
  return whole(inputs[0]);
}

// The normalising sum reads every input, whatever part of the output is wanted.
Work operations(const Softmax&, const std::vector<Shape>& inputs, const Box&) {
  return {.elements = static_cast<double>(inputs[0].elements())};
}

}  // namespace modnn
