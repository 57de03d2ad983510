#pragma once

// Before the header of libonnx: which of its messages there are.
#define ONNX_ML 1
#define ONNX_NAMESPACE onnx
#include <map>
#include <onnx/onnx_pb.h>
#include <string>
#include <vector>

#include "models/maps/array.h"
#include "models/network/network.h"

namespace modnn {

/// A value that the file holds: floating-point numbers, or the integers of shapes and axes.
struct OnnxConstant {
  std::vector<Index> shape;
  std::vector<float> values{};
  std::vector<std::int64_t> integers{};
  bool whole_numbers = false;
};

/// A value that is computed: the output of a layer.
struct OnnxMap {
  LayerId layer = 0;
  std::vector<Index> dims;  ///< as ONNX has them: [1, C, H, W] or [1, n]
  bool shared = false;      ///< something else takes the layer's output, too
  bool flat = false;        ///< to be flattened, where what follows does not do so itself
  Window pad{};             ///< zeros around it that the next convolution has to add
};

/// The arrays of a layer.
struct OnnxWeights {
  Array kernel{}, bias{};
};

/// What an ONNX graph has become so far. Whatever does not fit throws std::invalid_argument with a
/// sentence; the importer adds file and node.
struct OnnxGraph {
  Network network;
  std::vector<OnnxWeights> weights;  ///< of every layer
  std::map<std::string, OnnxConstant> constants;
  std::map<std::string, OnnxMap> maps;
  std::map<std::string, int> readers;      ///< how often a value is taken
  std::map<std::string, int> layer_names;  ///< with the last number behind each
  std::int64_t opset = 0;
  /// Values that nodes may still copy or make: a small file must not become a large network.
  std::int64_t budget = 0;

  /// Throws when the budget does not suffice.
  void spend(std::size_t values);
};

/// A node and the graph that it is read into.
struct OnnxNode {
  const onnx::NodeProto& proto;
  OnnxGraph& graph;

  bool has_input(int which) const {
    return which < proto.input_size() && !proto.input(which).empty();
  }
  bool is_constant(int which) const {
    return has_input(which) && graph.constants.contains(proto.input(which));
  }
  /// A constant that must be there.
  const OnnxConstant& constant(int which) const;
  const std::vector<float>& numbers(int which) const;
  const std::vector<std::int64_t>& integers(int which) const;
  /// A computed value as it is, or with zeros and flattening that were put off done.
  OnnxMap raw_map(int which) const;
  OnnxMap map(int which) const;

  const onnx::AttributeProto* attribute(const std::string& name,
                                        onnx::AttributeProto::AttributeType type) const;
  std::int64_t integer(const std::string& name, std::int64_t fallback) const;
  float number(const std::string& name, float fallback) const;
  std::string text(const std::string& name, const std::string& fallback) const;
  std::vector<std::int64_t> list(const std::string& name,
                                 const std::vector<std::int64_t>& fallback) const;

  void result(const OnnxMap& map) const;
  void result(OnnxConstant constant) const;
  /// Appends a layer that becomes the node's result. It is called as the file calls its weights
  /// ("features.0" of "features.0.weight") or the node.
  LayerId layer(LayerKind kind, const std::vector<OnnxMap>& inputs, OnnxWeights weights = {},
                int named_by = -1) const;
};

/// Reads a tensor. Nothing is allocated that the file does not hold.
OnnxConstant read_onnx_tensor(const onnx::TensorProto& tensor);

/// Extents, strides and so on: between `low` and a million.
Index checked_extent(std::int64_t value, const std::string& what, Index low = 1);

[[noreturn]] void does_not_fit(const std::string& text);

using OnnxHandler = void (*)(const OnnxNode&);
using OnnxHandlers = std::map<std::string, OnnxHandler>;

/// The operators, by their names in the file.
OnnxHandlers onnx_layer_handlers();
OnnxHandlers onnx_arithmetic_handlers();
OnnxHandlers onnx_shape_handlers();
OnnxHandlers onnx_integer_handlers();

/// Reshape and Concat of integers; false where they are of maps.
bool reshape_integers(const OnnxNode& node);
bool concat_integers(const OnnxNode& node);

}  // namespace modnn
