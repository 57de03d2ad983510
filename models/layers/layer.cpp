#include "models/layers/layer.h"

namespace modnn {
namespace {

template <class... Kinds>
consteval bool facts_agree(const std::variant<Kinds...>*) {
  return (((Kinds::locality == Locality::spatial) == (Kinds::reach != Reach::map)) && ...);
}
static_assert(
    facts_agree(static_cast<LayerKind*>(nullptr)),
    "what is cut along rows and columns needs part of them only, and the other way round");

}  // namespace

std::string kind_name(const LayerKind& kind) {
  return std::visit([](const auto& layer) { return std::string(layer.kind); }, kind);
}

Locality locality(const LayerKind& kind) {
  return std::visit([](const auto& layer) { return layer.locality; }, kind);
}

Reach reach(const LayerKind& kind) {
  return std::visit([](const auto& layer) { return layer.reach; }, kind);
}

Storage weights_of(const LayerKind& kind) {
  return std::visit([](const auto& layer) { return layer.weights; }, kind);
}

}  // namespace modnn
