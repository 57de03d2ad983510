#include "models/layers/concat.h"

#include <stdexcept>

#include "models/layers/fields.h"

namespace modnn {

Fields<Concat> Concat::fields() { return {}; }

Shape output_shape(const Concat&, const std::vector<Shape>& inputs) {
  if (inputs.size() < 2) throw std::invalid_argument("takes at least 2 inputs");
  Shape result = inputs[0];
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    if (inputs[i].height != result.height || inputs[i].width != result.width)
      throw std::invalid_argument("its inputs differ in height or width: " + to_string(inputs[0]) +
                                  " and " + to_string(inputs[i]));
    result.channels += inputs[i].channels;
  }
  return result;
}

Range concat_channels(const std::vector<Shape>& inputs, std::size_t which) {
  Index begin = 0;
  for (std::size_t i = 0; i < which; ++i) begin += inputs[i].channels;
  return {begin, begin + inputs[which].channels};
}

Box input_region(const Concat&, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output) {
  const Range own = concat_channels(inputs, which);
  const Range wanted = intersect(own, output.channels);
  return {{wanted.begin - own.begin, wanted.end - own.begin}, output.rows, output.cols};
}

// Nothing is computed, but every value is moved.
Work operations(const Concat&, const std::vector<Shape>&, const Box& output) {
  return {.elements = static_cast<double>(output.elements())};
}

}  // namespace modnn
