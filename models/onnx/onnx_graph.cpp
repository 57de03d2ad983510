#include "models/onnx/onnx_graph.h"

#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <cctype>
#include <cstring>
#include <stdexcept>

namespace modnn {
namespace {

static_assert(std::endian::native == std::endian::little, "raw data are read as they lie");

constexpr double max_elements = 1099511627776.0;  // 2^40

/// The numbers of a tensor that are stored as bytes, or one to a field.
template <class Number, class Fields>
std::vector<Number> numbers_of(const onnx::TensorProto& tensor, const Fields& fields,
                               std::size_t count) {
  std::vector<Number> numbers;
  const std::string& raw = tensor.raw_data();
  const std::size_t stored =
      tensor.has_raw_data() ? raw.size() / sizeof(Number) : static_cast<std::size_t>(fields.size());
  if (stored != count || (tensor.has_raw_data() && raw.size() % sizeof(Number) != 0))
    does_not_fit("tensor \"" + tensor.name() + "\" holds " + std::to_string(stored) +
                 " values, expected " + std::to_string(count));
  if (tensor.has_raw_data()) {
    numbers.resize(count);
    std::memcpy(numbers.data(), raw.data(), raw.size());
  } else {
    for (const auto value : fields) numbers.push_back(static_cast<Number>(value));
  }
  return numbers;
}

template <class Half>
std::vector<float> widened(const std::vector<std::uint16_t>& halves) {
  std::vector<float> values;
  for (const std::uint16_t half : halves)
    values.push_back(static_cast<float>(Eigen::numext::bit_cast<Half>(half)));
  return values;
}

template <class Number>
std::vector<std::int64_t> as_integers(const std::vector<Number>& numbers) {
  return {numbers.begin(), numbers.end()};
}

bool read_values(const onnx::TensorProto& tensor, std::size_t count, OnnxConstant& constant) {
  switch (tensor.data_type()) {
    case onnx::TensorProto::FLOAT:
      constant.values = numbers_of<float>(tensor, tensor.float_data(), count);
      return true;
    case onnx::TensorProto::DOUBLE:
      for (const double value : numbers_of<double>(tensor, tensor.double_data(), count))
        constant.values.push_back(static_cast<float>(value));
      return true;
    case onnx::TensorProto::FLOAT16:
      constant.values =
          widened<Eigen::half>(numbers_of<std::uint16_t>(tensor, tensor.int32_data(), count));
      return true;
    case onnx::TensorProto::BFLOAT16:
      constant.values =
          widened<Eigen::bfloat16>(numbers_of<std::uint16_t>(tensor, tensor.int32_data(), count));
      return true;
    default:
      break;
  }
  constant.whole_numbers = true;
  if (tensor.data_type() == onnx::TensorProto::INT64)
    constant.integers = numbers_of<std::int64_t>(tensor, tensor.int64_data(), count);
  else if (tensor.data_type() == onnx::TensorProto::INT32)
    constant.integers = as_integers(numbers_of<std::int32_t>(tensor, tensor.int32_data(), count));
  else if (tensor.data_type() == onnx::TensorProto::BOOL)
    constant.integers = as_integers(numbers_of<std::uint8_t>(tensor, tensor.int32_data(), count));
  else
    return false;
  return true;
}

/// A name without what would make it a path or need quotes, that no other layer has.
std::string layer_name(const OnnxNode& node, int named_by) {
  std::string name = node.proto.name();
  const std::string ending = ".weight";
  if (named_by >= 0 && node.proto.input(named_by).ends_with(ending))
    name = node.proto.input(named_by).substr(0, node.proto.input(named_by).size() - ending.size());
  std::string clean;
  for (const char c : name) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
    if (plain || !clean.empty()) clean += plain ? c : '_';
  }
  constexpr std::size_t longest = 100;
  clean.resize(std::min(clean.size(), longest));
  if (clean.empty()) clean = node.proto.op_type();
  auto& names = node.graph.layer_names;
  std::string unique = clean;
  for (int& last = names.try_emplace(clean, 0).first->second; last > 0 && names.contains(unique);)
    unique = clean + "_" + std::to_string(++last);
  names[unique] = 1;
  return unique;
}

}  // namespace

void does_not_fit(const std::string& text) { throw std::invalid_argument(text); }

Index checked_extent(std::int64_t value, const std::string& what, Index low) {
  constexpr Index most = 1'000'000;
  if (value < low || value > most)
    does_not_fit(what + " is " + std::to_string(value) + ", expected between " +
                 std::to_string(low) + " and " + std::to_string(most));
  return value;
}

OnnxConstant read_onnx_tensor(const onnx::TensorProto& tensor) {
  const std::string name = "tensor \"" + tensor.name() + "\" ";
  if (tensor.data_location() == onnx::TensorProto::EXTERNAL || tensor.external_data_size() > 0)
    does_not_fit(name + "lies in another file (external data), which is not read; save the model " +
                 "as one file");
  OnnxConstant constant{{tensor.dims().begin(), tensor.dims().end()}};
  const Index count = element_count(constant.shape);
  if (count < 0 || constant.shape.size() > 8)
    does_not_fit(name + "has the shape " + to_string(constant.shape) +
                 ", which no tensor of at most 2^40 values has");
  if (!read_values(tensor, static_cast<std::size_t>(count), constant))
    does_not_fit(name + "holds values of type " + std::to_string(tensor.data_type()) +
                 ", expected floating-point numbers or integers");
  return constant;
}

const OnnxConstant& OnnxNode::constant(int which) const {
  if (!has_input(which)) does_not_fit("input " + std::to_string(which) + " is missing");
  const auto found = graph.constants.find(proto.input(which));
  if (found == graph.constants.end())
    does_not_fit("input " + std::to_string(which) + " (\"" + proto.input(which) +
                 "\") is computed, expected a constant");
  return found->second;
}

const std::vector<float>& OnnxNode::numbers(int which) const {
  const OnnxConstant& found = constant(which);
  if (found.whole_numbers)
    does_not_fit("\"" + proto.input(which) + "\" holds integers, expected floating-point numbers");
  return found.values;
}

const std::vector<std::int64_t>& OnnxNode::integers(int which) const {
  const OnnxConstant& found = constant(which);
  if (!found.whole_numbers) does_not_fit("\"" + proto.input(which) + "\" is not of integers");
  return found.integers;
}

OnnxMap OnnxNode::raw_map(int which) const {
  if (!has_input(which)) does_not_fit("input " + std::to_string(which) + " is missing");
  const auto found = graph.maps.find(proto.input(which));
  if (found == graph.maps.end())
    does_not_fit("input " + std::to_string(which) + " (\"" + proto.input(which) + "\") is " +
                 (is_constant(which) ? "a constant, expected a computed map"
                                     : "made by nothing before this node"));
  OnnxMap map = found->second;
  map.shared = map.shared || graph.readers[proto.input(which)] > 1;
  return map;
}

OnnxMap OnnxNode::map(int which) const {
  OnnxMap map = raw_map(which);
  const Window& pad = map.pad;
  if (pad.pad_top + pad.pad_bottom + pad.pad_left + pad.pad_right > 0)
    does_not_fit(
        "takes the output of Pad, which only a convolution and an average can"
        " (they add the zeros themselves)");
  if (!map.flat) return map;
  const OnnxMap before{map.layer, {}, map.shared};
  const LayerId flat = layer(Flatten{}, {before});
  graph.maps.erase(proto.output(0));
  return {flat, map.dims};
}

const onnx::AttributeProto* OnnxNode::attribute(const std::string& name,
                                                onnx::AttributeProto::AttributeType type) const {
  for (const onnx::AttributeProto& attribute : proto.attribute()) {
    if (attribute.name() != name) continue;
    if (attribute.type() != type)
      does_not_fit("attribute \"" + name + "\" has type " + std::to_string(attribute.type()) +
                   ", expected " + std::to_string(type));
    return &attribute;
  }
  return nullptr;
}

std::int64_t OnnxNode::integer(const std::string& name, std::int64_t fallback) const {
  const auto* found = attribute(name, onnx::AttributeProto::INT);
  return found == nullptr ? fallback : found->i();
}

float OnnxNode::number(const std::string& name, float fallback) const {
  const auto* found = attribute(name, onnx::AttributeProto::FLOAT);
  return found == nullptr ? fallback : found->f();
}

std::string OnnxNode::text(const std::string& name, const std::string& fallback) const {
  const auto* found = attribute(name, onnx::AttributeProto::STRING);
  return found == nullptr ? fallback : found->s();
}

std::vector<std::int64_t> OnnxNode::list(const std::string& name,
                                         const std::vector<std::int64_t>& fallback) const {
  const auto* found = attribute(name, onnx::AttributeProto::INTS);
  if (found == nullptr) return fallback;
  return {found->ints().begin(), found->ints().end()};
}

void OnnxNode::result(const OnnxMap& map) const { graph.maps[proto.output(0)] = map; }

void OnnxGraph::spend(std::size_t values) {
  budget -= static_cast<std::int64_t>(values);
  if (budget < 0) does_not_fit("makes far more values of the file's than the file holds");
}

void OnnxNode::result(OnnxConstant constant) const {
  graph.spend(constant.values.size() + constant.integers.size());
  graph.constants[proto.output(0)] = std::move(constant);
}

LayerId OnnxNode::layer(LayerKind kind, const std::vector<OnnxMap>& inputs, OnnxWeights weights,
                        int named_by) const {
  graph.spend(weights.kernel.values.size() + weights.bias.values.size());
  Layer added{layer_name(*this, named_by), std::move(kind), {}, {}};
  std::vector<Shape> shapes;
  for (const OnnxMap& input : inputs) {
    added.inputs.push_back(input.layer);
    shapes.push_back(graph.network.layer(input.layer).shape);
  }
  const Shape& shape = added.shape = infer_shape(added.kind, shapes);
  for (const Index extent : {shape.channels, shape.height, shape.width})
    if (extent < 1 || static_cast<double>(extent) > max_elements)
      does_not_fit("its output is too large");
  if (static_cast<double>(shape.channels) * static_cast<double>(shape.height) *
          static_cast<double>(shape.width) >
      max_elements)
    does_not_fit("its output has more than 2^40 elements");
  result(OnnxMap{graph.network.size(), {1, shape.channels, shape.height, shape.width}});
  graph.network.layers.push_back(std::move(added));
  graph.weights.push_back(std::move(weights));
  return graph.network.size() - 1;
}

}  // namespace modnn
