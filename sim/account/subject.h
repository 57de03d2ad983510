#pragma once

#include "models/network/network.h"

namespace modnn {

/// For what something is done: a layer, and of which image. Where only one of the two is asked for
/// it stands for itself.
struct Subject {
  Subject(LayerId its_layer = 0, int its_image = 0) : layer(its_layer), image(its_image) {}
  operator LayerId() const { return layer; }
  bool operator==(const Subject& other) const {
    return layer == other.layer && image == other.image;
  }

  LayerId layer;
  int image;  ///< from 0
};

}  // namespace modnn
