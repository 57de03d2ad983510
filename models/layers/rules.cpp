#include "models/layers/rules.h"

#include <stdexcept>
#include <string>

namespace modnn {

void check_input_count(const std::vector<Shape>& inputs, std::size_t count) {
  if (inputs.size() == count) return;
  throw std::invalid_argument("takes " + std::to_string(count) +
                              (count == 1 ? " input, got " : " inputs, got ") +
                              std::to_string(inputs.size()));
}

}  // namespace modnn
