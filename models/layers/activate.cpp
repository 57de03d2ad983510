#include "models/layers/activate.h"

#include "models/layers/fields.h"

namespace modnn {

Fields<Activate> Activate::fields() {
  return {field(&Activate::activation, activation_words,
                {.name = "activation", .help = "the function", .required = true}),
          field(&Activate::slope, {.name = "slope",
                                   .help = "of leaky_relu below zero; the others have none",
                                   .bounds = fraction})};
}

Shape output_shape(const Activate&, const std::vector<Shape>& inputs) {
  check_input_count(inputs, 1);
  return inputs[0];
}

Box input_region(const Activate&, const std::vector<Shape>&, std::size_t, const Box& output) {
  return output;
}

Work operations(const Activate&, const std::vector<Shape>&, const Box& output) {
  return {.elements = static_cast<double>(output.elements())};
}

}  // namespace modnn
