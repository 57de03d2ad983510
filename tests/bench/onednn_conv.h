#pragma once

#include <memory>

#include "models/layers/layer.h"

namespace modnn::bench {

/// A convolution of oneDNN on one thread with fused ReLU, in the layouts that oneDNN prefers for
/// images and weights.
class OnednnConv {
 public:
  OnednnConv(const Conv& conv, const Shape& input, const Shape& output);
  ~OnednnConv();

  /// Computes the whole output once.
  void run();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace modnn::bench
