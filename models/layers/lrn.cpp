#include "models/layers/lrn.h"

#include "models/layers/fields.h"

namespace modnn {

Fields<Lrn> Lrn::fields() {
  return {field(&Lrn::size, {.name = "size",
                             .help = "neighbouring channels; an even size reaches one further down "
                                     "than up",
                             .bounds = extent_bounds}),
          field(&Lrn::alpha, {.name = "alpha", .help = "scale", .bounds = non_negative}),
          field(&Lrn::beta, {.name = "beta", .help = "exponent", .bounds = non_negative}),
          field(&Lrn::bias, {.name = "bias", .help = "bias of the sum", .bounds = positive})};
}

Shape output_shape(const Lrn&, const std::vector<Shape>& inputs) {
  check_input_count(inputs, 1);
  return inputs[0];
}

Box input_region(const Lrn& layer, const std::vector<Shape>& inputs, std::size_t,
                 const Box& output) {
  const Range neighbours{output.channels.begin - layer.size / 2,
                         output.channels.end + (layer.size - 1) / 2};
  return {intersect(neighbours, Range{0, inputs[0].channels}), output.rows, output.cols};
}

Work operations(const Lrn& layer, const std::vector<Shape>&, const Box& output) {
  return {.elements = static_cast<double>(output.elements()) * static_cast<double>(layer.size)};
}

}  // namespace modnn
