#pragma once

#include <map>
#include <memory>
#include <vector>

#include "models/maps/tensor.h"
#include "partition/plan/plan.h"

namespace modnn {

/// The parts of maps that one phone holds in numeric mode.
class Store {
 public:
  void add(MapId map, std::shared_ptr<const Tensor> part);
  void forget(MapId map);
  /// All maps of that layer and later ones.
  void forget_from(LayerId layer);

  /// A tensor that covers `box`: the part that does already, or one put together from several. What
  /// the phone lacks stays 0: a real phone, too, would compute with what it has, and the comparison
  /// of results must notice.
  std::shared_ptr<const Tensor> assemble(MapId map, const Box& box) const;
  /// The same, of just that box.
  std::shared_ptr<const Tensor> exactly(MapId map, const Box& box) const;

 private:
  std::map<MapId, std::vector<std::shared_ptr<const Tensor>>> parts_;
};

}  // namespace modnn
