#include "models/layers/reorg.h"

#include <stdexcept>
#include <string>

#include "models/layers/fields.h"

namespace modnn {
namespace {

/// The smallest range that holds the remainders of all of `values`.
Range residues(const Range& values, Index modulus) {
  const Index last = values.end - 1;
  if (values.begin / modulus != last / modulus) return {0, modulus};
  return {values.begin % modulus, last % modulus + 1};
}

/// Input coordinates of the outputs [a, b) when the offsets within a block are `offsets`.
Range spread(const Range& outputs, const Range& offsets, Index stride) {
  return {outputs.begin * stride + offsets.begin, (outputs.end - 1) * stride + offsets.end};
}

}  // namespace

Fields<Reorg> Reorg::fields() {
  return {field(&Reorg::stride, {.name = "stride",
                                 .help = "extent of the blocks that become channels",
                                 .bounds = extent_bounds})};
}

Shape output_shape(const Reorg& layer, const std::vector<Shape>& inputs) {
  check_input_count(inputs, 1);
  const Shape& in = inputs[0];
  if (in.height % layer.stride != 0 || in.width % layer.stride != 0)
    throw std::invalid_argument("a stride of " + std::to_string(layer.stride) +
                                " does not divide a map of " + to_string(in));
  return {in.channels * layer.stride * layer.stride, in.height / layer.stride,
          in.width / layer.stride};
}

Box input_region(const Reorg& layer, const std::vector<Shape>& inputs, std::size_t,
                 const Box& output) {
  const Index channels = inputs[0].channels, stride = layer.stride;
  // Which of the stride x stride offsets the output channels are: i stride + j.
  const Range offsets{output.channels.begin / channels, (output.channels.end - 1) / channels + 1};
  const Range row_offsets{offsets.begin / stride, (offsets.end - 1) / stride + 1};
  return {residues(output.channels, channels), spread(output.rows, row_offsets, stride),
          spread(output.cols, residues(offsets, stride), stride)};
}

// Nothing is computed, but every value is moved.
Work operations(const Reorg&, const std::vector<Shape>&, const Box& output) {
  return {.elements = static_cast<double>(output.elements())};
}

// One output element copies one input element, but a position holds the whole block.
Index inputs_along(const Reorg& layer, bool, Index outputs) { return outputs * layer.stride; }

}  // namespace modnn
