#include "models/layers/layer.h"

namespace modnn {

std::string kind_name(const LayerKind& kind) {
  return std::visit([](const auto& layer) { return std::string(layer.kind); }, kind);
}

Locality locality(const LayerKind& kind) {
  return std::visit([](const auto& layer) { return layer.locality; }, kind);
}

}  // namespace modnn
