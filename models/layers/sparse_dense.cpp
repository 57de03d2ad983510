#include "models/layers/sparse_dense.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "models/layers/fields.h"

namespace modnn {

Fields<SparseDense> SparseDense::fields() {
  return {outputs_field<SparseDense>(),
          field(&SparseDense::density, {.name = "density",
                                        .help = "share of the weights that are not zero",
                                        .bounds = positive_fraction,
                                        .required = true}),
          field(&SparseDense::blocks, {.name = "blocks",
                                       .help = "planted co-clusters of inputs and outputs",
                                       .bounds = extent_bounds}),
          field(&SparseDense::noise, {.name = "noise",
                                      .help = "share of the nonzeros that links different blocks",
                                      .bounds = fraction}),
          bias_field<SparseDense>(),
          activation_field<SparseDense>()};
}

Shape output_shape(const SparseDense& layer, const std::vector<Shape>& inputs) {
  check_input_count(inputs, 1);
  if (layer.blocks > std::min(layer.outputs, inputs[0].elements()))
    throw std::invalid_argument(std::to_string(layer.blocks) + " blocks do not fit a " +
                                std::to_string(layer.outputs) + "x" +
                                std::to_string(inputs[0].elements()) + " matrix");
  const double kept = static_cast<double>(parameter_layout(layer, inputs).per_output);
  const auto in_block = static_cast<double>(inputs[0].elements() / layer.blocks);
  if (layer.blocks > 1 && kept * (1 - layer.noise) > in_block)
    throw std::invalid_argument(
        "a row has more nonzeros than a block has columns: lower the density, "
        "raise the noise or plant fewer blocks");
  return {layer.outputs, 1, 1};
}

// A region of the output may need fewer inputs, but which ones only the weights know.
Box input_region(const SparseDense&, const std::vector<Shape>& inputs, std::size_t, const Box&) {
  return whole(inputs[0]);
}

Work operations(const SparseDense& layer, const std::vector<Shape>& inputs, const Box& output) {
  const double outputs = static_cast<double>(output.elements());
  return {.kernel = KernelClass::sparse_dense,
          .macs = outputs * static_cast<double>(parameter_layout(layer, inputs).per_output),
          .elements = activation_elements(layer.activation, outputs)};
}

ParameterLayout parameter_layout(const SparseDense& layer, const std::vector<Shape>& inputs) {
  const Index columns = inputs[0].elements();
  const Index kept = std::llround(layer.density * static_cast<double>(columns));
  return {.outputs = layer.outputs,
          .per_output = std::clamp<Index>(kept, 1, columns),
          .biases = layer.bias ? layer.outputs : 0,
          .index_bytes_per_weight = 4};
}

}  // namespace modnn
