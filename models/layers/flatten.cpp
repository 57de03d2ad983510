#include "models/layers/flatten.h"

#include "models/layers/fields.h"

namespace modnn {

Fields<Flatten> Flatten::fields() { return {}; }

Shape output_shape(const Flatten&, const std::vector<Shape>& inputs) {
  check_input_count(inputs, 1);
  return {inputs[0].elements(), 1, 1};
}

Box input_region(const Flatten&, const std::vector<Shape>& inputs, std::size_t, const Box&) {
  return whole(inputs[0]);
}

// Only the name of the values changes: nothing is computed or moved.
Work operations(const Flatten&, const std::vector<Shape>&, const Box&) { return {}; }

}  // namespace modnn
