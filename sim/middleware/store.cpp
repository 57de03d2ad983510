#include "sim/middleware/store.h"

namespace modnn {

void Store::add(LayerId tensor, std::shared_ptr<const Tensor> part) {
  parts_[tensor].push_back(std::move(part));
}

void Store::forget(LayerId tensor) { parts_.erase(tensor); }

std::shared_ptr<const Tensor> Store::assemble(LayerId tensor, const Box& box) const {
  const auto found = parts_.find(tensor);
  auto assembled = std::make_shared<Tensor>(box);
  if (found == parts_.end()) return assembled;
  for (const auto& part : found->second) {
    if (part->box.contains(box)) return part;
  }
  for (const auto& part : found->second) copy_overlap(*part, *assembled);
  return assembled;
}

}  // namespace modnn
