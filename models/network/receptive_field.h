#pragma once

#include <vector>

#include "models/network/network.h"

namespace modnn {

/// Rows and columns of the image that one output element of a layer depends on, away from the
/// borders; the whole image behind layers that mix all positions.
struct ReceptiveField {
  Index height = 1;
  Index width = 1;

  bool operator==(const ReceptiveField&) const = default;
};

/// The receptive field of every layer, traced back to the image: n neighbouring outputs of a window
/// depend on (n - 1) stride + span inputs, of an upsampling on ceil((n - 1) / stride) + 1; a join
/// has the largest of its inputs'. Never larger than the image.
std::vector<ReceptiveField> receptive_fields(const Network& network);

}  // namespace modnn
