#pragma once

#include <vector>

#include "models/kernels/compute.h"

namespace modnn {

/// Whether a convolution is one that Winograd's minimal filtering F(4x4, 3x3) computes with a
/// quarter of the multiplications (Lavin and Gray, CVPR 2016): 3x3, stride 1, no dilation, one
/// group, and channels and pixels enough that the transforms pay.
bool winograd_applies(const Conv& conv, const Shape& input);

/// Whether 4x4 tiles cover an output region without computing much more than is wanted, and are
/// enough to make up for the larger weights.
bool winograd_pays(const Box& output);

/// The filters in Winograd's domain, G g G^T: [36][outputs][inputs]. Four times the size of
/// `kernel`.
std::vector<float> winograd_weights(const Conv& conv, Index input_channels,
                                    const std::vector<float>& kernel);

/// As compute(Conv) with call.weights.winograd. Differs from direct convolution by rounding of the
/// order of 1e-5 of the largest value.
void compute_winograd(const Conv& conv, const LayerCall& call, Tensor& output);

/// Transforms the kernels of all convolutions that Winograd's algorithm computes faster (four times
/// their size is added). Without it the result is the same up to rounding, only slower. To be
/// called when the weights have their final values.
void prepare_weights(const Network& network, Weights& weights);

}  // namespace modnn
