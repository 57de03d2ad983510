#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <type_traits>
#include <utility>

#include "models/onnx/onnx_graph.h"

namespace modnn {
namespace {

/// The fused activation of a kind that has one.
Activation* fused(LayerKind& kind) {
  return std::visit(
      [](auto& layer) -> Activation* {
        if constexpr (requires { layer.activation; } &&
                      !std::is_same_v<std::decay_t<decltype(layer)>, Activate>)
          return &layer.activation;
        return nullptr;
      },
      kind);
}

/// Into the layer before it when nothing else takes that one's output, else as a layer of its own.
void activate(const OnnxNode& node, Activation activation, double slope = 0.1) {
  const OnnxMap map = node.raw_map(0);
  const Window& pad = map.pad;
  if (pad.pad_top + pad.pad_bottom + pad.pad_left + pad.pad_right > 0) node.map(0);
  LayerKind& before = node.graph.network.layers[static_cast<std::size_t>(map.layer)].kind;
  Activation* const inside = fused(before);
  const bool usual =
      activation != Activation::leaky_relu || static_cast<float>(slope) == leaky_slope;
  if (inside != nullptr && *inside == Activation::none && !map.shared && usual) {
    *inside = activation;
    return node.result(map);
  }
  Activate kind{activation};
  if (!usual) kind.slope = slope;
  const LayerId layer = node.layer(kind, {map});
  node.result(OnnxMap{layer, map.dims, false, map.flat});
}

template <Activation activation>
void plain(const OnnxNode& node) {
  activate(node, activation);
}

void leaky_relu(const OnnxNode& node) {
  const float alpha = node.number("alpha", 0.01F);
  if (!(alpha >= 0 && alpha <= 1)) does_not_fit("alpha is not between 0 and 1");
  activate(node, Activation::leaky_relu, alpha == leaky_slope ? 0.1 : alpha);
}

void hard_sigmoid(const OnnxNode& node) {
  if (std::abs(node.number("alpha", 0.2F) - 1.0F / 6) > 1e-5F || node.number("beta", 0.5F) != 0.5F)
    does_not_fit("is supported with alpha 1/6 and beta 1/2 only");
  activate(node, Activation::hard_sigmoid);
}

float limit(const OnnxNode& node, const std::string& name, int input, float fallback) {
  if (!node.has_input(input)) return node.number(name, fallback);
  const std::vector<float>& values = node.numbers(input);
  if (values.size() != 1) does_not_fit("its limits are not single numbers");
  return values[0];
}

void clip(const OnnxNode& node) {
  constexpr float most = std::numeric_limits<float>::max();
  const float low = limit(node, "min", 1, -most), high = limit(node, "max", 2, most);
  if (low == 0 && high == 6) return activate(node, Activation::relu6);
  if (low == 0 && high >= most) return activate(node, Activation::relu);
  does_not_fit("is supported with the limits 0 and 6, or 0 and none, only");
}

/// y = a x + b: one factor and one term for each channel.
struct Affine {
  std::vector<double> factors, terms;
};

/// What the constant holds for each channel of the map.
std::vector<double> per_channel(const OnnxNode& node, int which, const OnnxMap& map) {
  const std::vector<float>& values = node.numbers(which);
  const std::vector<Index>& shape = node.constant(which).shape;
  const Index channels = map.dims.size() < 2 ? 0 : map.dims[1];
  if (values.size() == 1) return std::vector<double>(static_cast<std::size_t>(channels), values[0]);
  // Extents are those of the last dimensions.
  const std::size_t missing = map.dims.size() - std::min(shape.size(), map.dims.size());
  bool fits = shape.size() <= map.dims.size() && static_cast<Index>(values.size()) == channels;
  for (std::size_t i = 0; i < shape.size() && fits; ++i)
    fits = shape[i] == (i + missing == 1 ? channels : 1);
  if (!fits)
    does_not_fit("a constant of shape " + to_string(shape) + " is not one number for each of " +
                 std::to_string(channels) + " channels");
  return {values.begin(), values.end()};
}

/// Into the convolution or dense layer before it, else as a layer of its own.
void apply(const OnnxNode& node, const OnnxMap& map, const Affine& affine, int named_by = -1) {
  const auto at = static_cast<std::size_t>(map.layer);
  LayerKind& kind = node.graph.network.layers[at].kind;
  OnnxWeights& weights = node.graph.weights[at];
  const std::size_t channels = affine.factors.size();
  auto* const conv = std::get_if<Conv>(&kind);
  auto* const dense = std::get_if<Dense>(&kind);
  const bool linear = (conv != nullptr && conv->activation == Activation::none) ||
                      (dense != nullptr && dense->activation == Activation::none);
  const auto to_float = [](double value) { return static_cast<float>(value); };
  if (map.flat) does_not_fit("comes after a flattening, where it cannot be told by channel");
  if (linear && !map.shared) {
    (conv != nullptr ? conv->bias : dense->bias) = true;
    weights.bias.shape = {static_cast<Index>(channels)};
    weights.bias.values.resize(channels);
    const std::size_t each = weights.kernel.values.size() / channels;
    for (std::size_t c = 0; c < channels; ++c) {
      for (std::size_t i = c * each; i < (c + 1) * each; ++i)
        weights.kernel.values[i] = to_float(affine.factors[c] * weights.kernel.values[i]);
      weights.bias.values[c] =
          to_float(affine.factors[c] * weights.bias.values[c] + affine.terms[c]);
    }
    return node.result(map);
  }
  const auto extent = static_cast<Index>(channels);
  OnnxWeights own{{{extent}, {}}, {{extent}, {}}};
  std::ranges::transform(affine.factors, std::back_inserter(own.kernel.values), to_float);
  std::ranges::transform(affine.terms, std::back_inserter(own.bias.values), to_float);
  const LayerId layer = node.layer(BatchNorm{}, {map}, std::move(own), named_by);
  node.result(OnnxMap{layer, map.dims});
}

/// An array with one number for each channel.
std::vector<double> of_channels(const OnnxNode& node, int which, const OnnxMap& map) {
  const std::vector<float>& values = node.numbers(which);
  if (map.dims.size() < 2 || static_cast<Index>(values.size()) != map.dims[1])
    does_not_fit("\"" + node.proto.input(which) + "\" has " + std::to_string(values.size()) +
                 " values, expected one for each channel of " + to_string(map.dims));
  return {values.begin(), values.end()};
}

void batch_norm(const OnnxNode& node) {
  if (node.integer("training_mode", 0) != 0) does_not_fit("is in training mode");
  const OnnxMap map = node.map(0);
  const double epsilon = node.number("epsilon", 1e-5F);
  const auto gamma = of_channels(node, 1, map);
  const auto beta = of_channels(node, 2, map), mean = of_channels(node, 3, map),
             variance = of_channels(node, 4, map);
  Affine affine;
  for (std::size_t c = 0; c < gamma.size(); ++c) {
    if (!(variance[c] + epsilon > 0)) does_not_fit("a variance is not positive");
    affine.factors.push_back(gamma[c] / std::sqrt(variance[c] + epsilon));
    affine.terms.push_back(beta[c] - affine.factors.back() * mean[c]);
  }
  apply(node, map, affine, 1);
}

/// x and a constant, which may stand first; or two maps, or more.
template <class MakeAffine, class Join>
void combine(const OnnxNode& node, const MakeAffine& affine, const Join& join) {
  for (const int which : {0, 1}) {
    if (node.proto.input_size() != 2 || !node.is_constant(which)) continue;
    const OnnxMap map = node.map(1 - which);
    return apply(node, map, affine(per_channel(node, which, map), which));
  }
  join();
}

Affine factors(std::vector<double> values) {
  std::vector<double> none(values.size());
  return {std::move(values), std::move(none)};
}
Affine terms(std::vector<double> values) {
  std::vector<double> ones(values.size(), 1);
  return {std::move(ones), std::move(values)};
}

void add(const OnnxNode& node) {
  combine(
      node, [](std::vector<double> values, int) { return terms(std::move(values)); },
      [&] {
        std::vector<OnnxMap> maps;
        for (int i = 0; i < node.proto.input_size(); ++i) maps.push_back(node.map(i));
        const LayerId layer = node.layer(Add{}, maps);
        node.result(OnnxMap{layer, maps[0].dims});
      });
}

void subtract(const OnnxNode& node) {
  combine(
      node,
      [](std::vector<double> values, int which) {
        if (which == 1)
          for (double& value : values) value = -value;
        Affine affine = terms(std::move(values));
        if (which == 0) std::ranges::fill(affine.factors, -1);
        return affine;
      },
      [] { does_not_fit("is supported with a constant only"); });
}

void multiply(const OnnxNode& node) {
  combine(
      node, [](std::vector<double> values, int) { return factors(std::move(values)); },
      [&] {
        OnnxMap map = node.map(0), other = node.map(1);
        if (element_count(map.dims) < element_count(other.dims)) std::swap(map, other);
        const LayerId layer = node.layer(Multiply{}, {map, other});
        node.result(OnnxMap{layer, map.dims});
      });
}

void divide(const OnnxNode& node) {
  combine(
      node,
      [](std::vector<double> values, int which) {
        if (which == 0) does_not_fit("a constant divided by a map is not supported");
        for (double& value : values) value = 1 / value;
        return factors(std::move(values));
      },
      [] { does_not_fit("is supported with a constant only"); });
}

}  // namespace

OnnxHandlers onnx_arithmetic_handlers() {
  return {{"Relu", plain<Activation::relu>},
          {"Sigmoid", plain<Activation::sigmoid>},
          {"Tanh", plain<Activation::tanh>},
          {"HardSwish", plain<Activation::hard_swish>},
          {"HardSigmoid", hard_sigmoid},
          {"LeakyRelu", leaky_relu},
          {"Clip", clip},
          {"BatchNormalization", batch_norm},
          {"Add", add},
          {"Sum", add},
          {"Sub", subtract},
          {"Mul", multiply},
          {"Div", divide}};
}

}  // namespace modnn
