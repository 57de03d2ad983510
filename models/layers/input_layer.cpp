#include "models/layers/input_layer.h"

namespace modnn {

Shape output_shape(const Input& input, const std::vector<Shape>& inputs) {
  check_input_count(inputs, 0);
  return input.shape;
}

Box input_region(const Input&, const std::vector<Shape>&, std::size_t, const Box&) { return {}; }

Work operations(const Input&, const std::vector<Shape>&, const Box&) { return {}; }

}  // namespace modnn
