#include "models/layers/upsample.h"

#include "models/layers/fields.h"

namespace modnn {
namespace {

Range shrunk(const Range& outputs, Index stride) {
  return {outputs.begin / stride, (outputs.end - 1) / stride + 1};
}

}  // namespace

Fields<Upsample> Upsample::fields() {
  return {field(&Upsample::stride, {.name = "stride",
                                    .help = "rows and columns that every pixel becomes",
                                    .bounds = extent_bounds})};
}

Shape output_shape(const Upsample& layer, const std::vector<Shape>& inputs) {
  check_input_count(inputs, 1);
  const Shape& in = inputs[0];
  return {in.channels, in.height * layer.stride, in.width * layer.stride};
}

Box input_region(const Upsample& layer, const std::vector<Shape>&, std::size_t, const Box& output) {
  return {output.channels, shrunk(output.rows, layer.stride), shrunk(output.cols, layer.stride)};
}

// Nothing is computed, but every output is written.
Work operations(const Upsample&, const std::vector<Shape>&, const Box& output) {
  return {.elements = static_cast<double>(output.elements())};
}

// Wherever a block begins.
Index inputs_along(const Upsample& layer, bool, Index outputs) {
  return (outputs + layer.stride - 2) / layer.stride + 1;
}

}  // namespace modnn
