#pragma once

#include "config/words.h"

namespace modnn {

/// hard_sigmoid is clamp(x / 6 + 1 / 2, 0, 1), hard_swish x hard_sigmoid(x) (Howard et al.,
/// MobileNetV3, ICCV 2019).
enum class Activation { none, relu, leaky_relu, relu6, sigmoid, tanh, hard_sigmoid, hard_swish };
inline const Words<Activation> activation_words{{Activation::none, "none"},
                                                {Activation::relu, "relu"},
                                                {Activation::leaky_relu, "leaky_relu"},
                                                {Activation::relu6, "relu6"},
                                                {Activation::sigmoid, "sigmoid"},
                                                {Activation::tanh, "tanh"},
                                                {Activation::hard_sigmoid, "hard_sigmoid"},
                                                {Activation::hard_swish, "hard_swish"}};

/// Slope of leaky ReLU below zero (Redmon and Farhadi, CVPR 2017: Darknet's value).
inline constexpr float leaky_slope = 0.1F;

/// Element operations of a fused activation: one per output, none where there is no activation (a
/// bias is added within the multiplication).
inline double activation_elements(Activation activation, double outputs) {
  return activation == Activation::none ? 0 : outputs;
}

}  // namespace modnn
