#pragma once

#include <random>

#include "networks.h"

namespace modnn::test {

/// Makes layers at random, from a seed.
class LayerMaker {
 public:
  explicit LayerMaker(unsigned seed) : random_(seed) {}

  Index pick(Index low, Index high) {
    return std::uniform_int_distribution<Index>(low, high)(random_);
  }
  bool coin() { return pick(0, 1) == 1; }
  std::mt19937& random() { return random_; }

  Activation activation() {
    return activation_words[pick(0, std::ssize(activation_words) - 1)].first;
  }

  /// A window that fits a map and lies within its padding nowhere.
  Window window(const Shape& map, bool dilated) {
    const auto axis = [&](Index extent, Index& kernel, Index& stride, Index& dilation, Index& begin,
                          Index& end) {
      kernel = pick(1, std::min<Index>(4, extent));
      stride = pick(1, 3);
      dilation =
          dilated && kernel > 1 ? pick(1, std::max<Index>(1, (extent - 1) / (kernel - 1))) : 1;
      begin = pick(0, kernel - 1);
      end = pick(0, kernel - 1);
    };
    Window w;
    axis(map.height, w.kernel_height, w.stride_height, w.dilation_height, w.pad_top, w.pad_bottom);
    axis(map.width, w.kernel_width, w.stride_width, w.dilation_width, w.pad_left, w.pad_right);
    return w;
  }

  Conv conv(const Shape& map, bool dilated) {
    Conv conv{.window = window(map, dilated), .bias = coin(), .activation = activation()};
    do conv.groups = pick(1, map.channels);
    while (map.channels % conv.groups != 0);
    conv.outputs = conv.groups * pick(1, 3);
    return conv;
  }

  /// A layer of any kind with one map as its input, whose regions depend on regions.
  LayerKind layer(const Shape& map, bool dilated) {
    switch (pick(0, 9)) {
      case 0:
      case 1:
        return conv(map, dilated);
      case 2:
        return MaxPool{.window = window(map, dilated), .ceil_mode = coin()};
      case 3:
        return AvgPool{
            .window = window(map, dilated), .ceil_mode = coin(), .count_padding = coin()};
      case 4:
        return BatchNorm{.activation = activation()};
      case 5:
        return Lrn{.size = pick(1, 6)};
      case 6:
        return Activate{activation()};
      case 7:
        return Dropout{};
      case 8:
        // Maps must not grow without bound.
        return std::max(map.height, map.width) <= 14 ? LayerKind(Upsample{pick(1, 3)})
                                                     : LayerKind(Dropout{});
      default:
        return map.height % 2 == 0 && map.width % 2 == 0 ? LayerKind(Reorg{})
                                                         : LayerKind(Dropout{});
    }
  }

  /// A network of up to `layers` layers on a small map: a chain with residual sums, concatenations
  /// and channels that are scaled by their means in between.
  Network network(Index layers) {
    Network net = chain({pick(1, 4), pick(4, 14), pick(4, 14)}, {});
    while (net.size() <= layers) {
      const LayerId last = net.size() - 1;
      const Shape map = net.layers.back().shape;
      const std::string name = "layer" + std::to_string(net.size());
      if (pick(0, 9) == 0) {
        append(net, name, GlobalPool{}, {last});
        append(net, name + "scaled", Multiply{}, {last, last + 1});
      } else if (pick(0, 4) == 0) {
        append(net, name, Activate{activation()}, {last});
        const bool sum = coin();
        append(net, name + "join", sum ? LayerKind(Add{}) : LayerKind(Concat{}), {last, last + 1});
      } else {
        append(net, name, layer(map, coin()), {last});
      }
    }
    return net;
  }

 private:
  std::mt19937 random_;
};

}  // namespace modnn::test
