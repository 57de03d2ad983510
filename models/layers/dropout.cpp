#include "models/layers/dropout.h"

#include "models/layers/fields.h"

namespace modnn {

Fields<Dropout> Dropout::fields() {
  return {field(&Dropout::rate,
                {.name = "rate", .help = "of training; without effect here", .bounds = fraction})};
}

Shape output_shape(const Dropout&, const std::vector<Shape>& inputs) {
  check_input_count(inputs, 1);
  return inputs[0];
}

Box input_region(const Dropout&, const std::vector<Shape>&, std::size_t, const Box& output) {
  return output;
}

// An inference engine drops the layer.
Work operations(const Dropout&, const std::vector<Shape>&, const Box&) { return {}; }

}  // namespace modnn
