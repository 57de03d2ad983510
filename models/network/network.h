#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "models/layers/layer.h"
#include "models/layers/work.h"
#include "models/maps/shape.h"

namespace modnn {

using LayerId = int;

/// One node of the network with the output shape that follows from its inputs.
struct Layer {
  std::string name;
  LayerKind kind;
  std::vector<LayerId> inputs;
  Shape shape;  ///< of the output
};

/// A directed acyclic graph of layers in topological order. layers[0] is the input; the last layer
/// is the output.
struct Network {
  std::string name;
  std::string source;  ///< where the architecture was published
  std::vector<Layer> layers;
  std::filesystem::path weights{};  ///< trained weights (a file or folder); empty: random ones
  /// Of arrays in that file, or of their stems ("features.0"): the layers they are of.
  std::map<std::string, std::string> names{};

  const Layer& layer(LayerId id) const { return layers[static_cast<std::size_t>(id)]; }
  int size() const { return static_cast<int>(layers.size()); }
  Shape input_shape() const { return layers.front().shape; }
};

/// The output shape of `kind` applied to inputs of these shapes. Throws std::invalid_argument with
/// a sentence such as "a 7x7 window does not fit a 5x5 input" when they do not fit.
Shape infer_shape(const LayerKind& kind, const std::vector<Shape>& inputs);

/// The shapes of a layer's inputs.
std::vector<Shape> input_shapes(const Network& network, LayerId layer);

/// The region of input number `which` that the output region `output` depends on, without padding
/// (clipped to the map). Kernel k, stride s, padding p, dilation d: outputs [a, b) need [a s - p,
/// (b - 1) s - p + d (k - 1) + 1).
Box required_input(const Network& network, LayerId layer, std::size_t which, const Box& output);

/// What a convolution that pads all that it is given computes when it is given just the inputs that
/// `output` depends on: where these were cut out of the map, a rim around it, too. As large as
/// that; near the map's end not where it lies. Of other layers `output` itself.
Box with_rim(const Network& network, LayerId layer, const Box& output);

/// The work of computing the region `output` of a layer.
Work work(const Network& network, LayerId layer, const Box& output);

/// Number of weights and biases of a layer.
Index parameters(const Network& network, LayerId layer);
/// Rows of weights (one per output channel), weights per row, and biases of a layer.
ParameterLayout parameter_layout(const Network& network, LayerId layer);
/// Bytes of the float32 weights and biases that are needed to compute the output channels of
/// `output`.
double weight_bytes(const Network& network, LayerId layer, const Box& output);
/// Bytes of scratch memory that the kernel needs for an output region (the im2col block).
double workspace_bytes(const Network& network, LayerId layer, const Box& output);

}  // namespace modnn
