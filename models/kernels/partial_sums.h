#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "models/maps/tensor.h"
#include "models/network/network.h"
#include "models/weights/weights.h"

namespace modnn {

/// What some inputs add to some outputs of a dense layer: sums of w_ij x_j over j in `columns`, for
/// i in `rows` (ascending ranges), without bias and activation. Of a sparse layer only the nonzeros
/// that `mine(position)` names count. `x` covers the hull of `columns`; the result covers the hull
/// of `rows`. Throws std::invalid_argument for a layer that is not dense.
Tensor partial_sums(const Network& network, LayerId layer, const LayerWeights& weights,
                    const Tensor& x, const std::vector<Range>& rows,
                    const std::vector<Range>& columns,
                    const std::function<bool(std::size_t)>& mine);

/// What some input channels (ascending ranges) add to the region `output` of a convolution without
/// groups. `x` covers what the region depends on of these channels. Throws std::invalid_argument
/// for another layer.
Tensor partial_sums(const Network& network, LayerId layer, const LayerWeights& weights,
                    const Tensor& x, const Box& output, const std::vector<Range>& channels);

/// The outputs `box` of a dense layer or of a convolution from partial sums, each of which may
/// cover some of it: their sum, the bias and the activation.
Tensor add_up(const Network& network, LayerId layer, const LayerWeights& weights,
              const std::vector<std::shared_ptr<const Tensor>>& sums, const Box& box);

}  // namespace modnn
