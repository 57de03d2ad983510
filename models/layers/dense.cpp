#include "models/layers/dense.h"

#include "models/layers/fields.h"

namespace modnn {

Fields<Dense> Dense::fields() {
  return {outputs_field<Dense>(), bias_field<Dense>(), activation_field<Dense>()};
}

Shape output_shape(const Dense& dense, const std::vector<Shape>& inputs) {
  check_input_count(inputs, 1);
  return {dense.outputs, 1, 1};
}

Box input_region(const Dense&, const std::vector<Shape>& inputs, std::size_t, const Box&) {
  return whole(inputs[0]);
}

Work operations(const Dense& dense, const std::vector<Shape>& inputs, const Box& output) {
  const double outputs = static_cast<double>(output.elements());
  return {.kernel = KernelClass::dense,
          .macs = outputs * static_cast<double>(inputs[0].elements()),
          .elements = activation_elements(dense.activation, outputs)};
}

ParameterLayout parameter_layout(const Dense& dense, const std::vector<Shape>& inputs) {
  return {.outputs = dense.outputs,
          .per_output = inputs[0].elements(),
          .biases = dense.bias ? dense.outputs : 0};
}

}  // namespace modnn
