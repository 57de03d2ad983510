#pragma once

#include <string>
#include <vector>

#include "models/layer.h"
#include "models/shape.h"

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

  const Layer& layer(LayerId id) const { return layers[static_cast<std::size_t>(id)]; }
  int size() const { return static_cast<int>(layers.size()); }
  Shape input_shape() const { return layers.front().shape; }
};

/// The output shape of `kind` applied to inputs of these shapes. Throws std::invalid_argument with
/// a sentence such as "a 7x7 window does not fit a 5x5 input" when they do not fit.
Shape infer_shape(const LayerKind& kind, const std::vector<Shape>& inputs);

/// The region of input number `which` that the output region `output` depends on, without padding
/// (clipped to the map). Kernel k, stride s, padding p, dilation d: outputs [a, b) need [a s - p,
/// (b - 1) s - p + d (k - 1) + 1).
Box required_input(const Network& network, LayerId layer, std::size_t which, const Box& output);

/// Which rate of a device applies to a layer.
enum class KernelClass { conv, dense, elementwise };

/// The work of computing one output region of one layer.
struct Work {
  KernelClass kernel = KernelClass::elementwise;
  double macs = 0;      ///< multiply-accumulates (conv, dense)
  double elements = 0;  ///< element operations (activation outputs; pool: inputs read)
  double bytes = 0;     ///< weights read + inputs read + outputs written, float32
};
Work work(const Network& network, LayerId layer, const Box& output);

/// Number of weights and biases of a layer.
Index parameters(const Network& network, LayerId layer);
/// Bytes of the float32 weights and biases that are needed to compute the output channels of
/// `output`.
double weight_bytes(const Network& network, LayerId layer, const Box& output);
/// Bytes of scratch memory that the kernel needs for an output region (the im2col block).
double workspace_bytes(const Network& network, LayerId layer, const Box& output);

}  // namespace modnn
