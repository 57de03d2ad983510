#pragma once

namespace modnn {

enum class Activation { none, relu, leaky_relu, relu6 };

/// Slope of leaky ReLU below zero (Redmon and Farhadi, CVPR 2017: Darknet's value).
inline constexpr float leaky_slope = 0.1F;

}  // namespace modnn
