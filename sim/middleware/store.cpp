#include "sim/middleware/store.h"

namespace modnn {

void Store::add(MapId map, std::shared_ptr<const Tensor> part) {
  parts_[map].push_back(std::move(part));
}

void Store::forget(MapId map) { parts_.erase(map); }

void Store::forget_from(LayerId layer) { parts_.erase(parts_.lower_bound({layer}), parts_.end()); }

std::shared_ptr<const Tensor> Store::assemble(MapId map, const Box& box) const {
  const auto found = parts_.find(map);
  auto assembled = std::make_shared<Tensor>(box);
  if (found == parts_.end()) return assembled;
  for (const auto& part : found->second) {
    if (part->box.contains(box)) return part;
  }
  for (const auto& part : found->second) copy_overlap(*part, *assembled);
  return assembled;
}

std::shared_ptr<const Tensor> Store::exactly(MapId map, const Box& box) const {
  const auto part = assemble(map, box);
  return part->box == box ? part : std::make_shared<Tensor>(slice(*part, box));
}

}  // namespace modnn
