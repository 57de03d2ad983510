#pragma once

#include <map>
#include <memory>
#include <vector>

#include "models/maps/tensor.h"
#include "models/network/network.h"

namespace modnn {

/// The parts of feature maps that one phone holds in numeric mode.
class Store {
 public:
  void add(LayerId tensor, std::shared_ptr<const Tensor> part);
  void forget(LayerId tensor);

  /// A tensor that covers `box`: the part that does already, or one put together from several. What
  /// the phone lacks stays 0: a real phone, too, would compute with what it has, and the comparison
  /// of results must notice.
  std::shared_ptr<const Tensor> assemble(LayerId tensor, const Box& box) const;

 private:
  std::map<LayerId, std::vector<std::shared_ptr<const Tensor>>> parts_;
};

}  // namespace modnn
