#include "models/layers/darknet_reorg.h"

#include <stdexcept>
#include <string>

#include "models/layers/fields.h"

namespace modnn {

Fields<DarknetReorg> DarknetReorg::fields() {
  return {field(&DarknetReorg::stride, {.name = "stride",
                                        .help = "extent of the blocks that become channels",
                                        .bounds = extent_bounds})};
}

Shape output_shape(const DarknetReorg& layer, const std::vector<Shape>& inputs) {
  check_input_count(inputs, 1);
  const Shape& in = inputs[0];
  const Index s = layer.stride;
  if (in.height % s != 0 || in.width % s != 0 || in.channels % (s * s) != 0)
    throw std::invalid_argument("a stride of " + std::to_string(s) + " does not divide a map of " +
                                to_string(in) + ", and its square the channels");
  return {in.channels * s * s, in.height / s, in.width / s};
}

Box input_region(const DarknetReorg&, const std::vector<Shape>& inputs, std::size_t, const Box&) {
  return whole(inputs[0]);
}

// Nothing is computed, but every value is moved.
Work operations(const DarknetReorg&, const std::vector<Shape>&, const Box& output) {
  return {.elements = static_cast<double>(output.elements())};
}

}  // namespace modnn
