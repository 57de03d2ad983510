#include <algorithm>

#include "models/network/network.h"

namespace modnn {
namespace {

constexpr double float_bytes = 4;

template <class Kind>
ParameterLayout layout_of(const Kind& kind, const std::vector<Shape>& inputs) {
  if constexpr (Kind::weights == Storage::none)
    return {};
  else
    return parameter_layout(kind, inputs);
}

}  // namespace

ParameterLayout parameter_layout(const Network& network, LayerId layer) {
  const std::vector<Shape> inputs = input_shapes(network, layer);
  return std::visit([&](const auto& kind) { return layout_of(kind, inputs); },
                    network.layer(layer).kind);
}

Box with_rim(const Network& network, LayerId layer, const Box& output) {
  const Conv* conv = std::get_if<Conv>(&network.layer(layer).kind);
  if (conv == nullptr || output.empty()) return output;
  const Box input = required_input(network, layer, 0, output);
  const Shape& map = network.layer(layer).shape;
  const auto grown = [](const Range& outputs, const WindowAxis& axis, const Range& inputs,
                        Index extent) {
    const Index length = output_extent(axis, inputs.size());
    const Index begin = std::min(outputs.begin, extent - length);
    return Range{begin, begin + length};
  };
  Box grown_box = output;
  grown_box.rows = grown(output.rows, vertical(conv->window), input.rows, map.height);
  grown_box.cols = grown(output.cols, horizontal(conv->window), input.cols, map.width);
  return grown_box;
}

Work work(const Network& network, LayerId layer, const Box& output) {
  if (output.empty()) return {};
  const Layer& node = network.layer(layer);
  const std::vector<Shape> inputs = input_shapes(network, layer);
  Work result =
      std::visit([&](const auto& kind) { return operations(kind, inputs, output); }, node.kind);
  if (result.macs == 0 && result.elements == 0) return result;
  double elements = static_cast<double>(output.elements());
  for (std::size_t i = 0; i < inputs.size(); ++i)
    elements += static_cast<double>(required_input(network, layer, i, output).elements());
  result.bytes = weight_bytes(network, layer, output) + float_bytes * elements;
  return result;
}

Index parameters(const Network& network, LayerId layer) {
  const ParameterLayout layout = parameter_layout(network, layer);
  return layout.outputs * layout.per_output + layout.biases;
}

double weight_bytes(const Network& network, LayerId layer, const Box& output) {
  const ParameterLayout layout = parameter_layout(network, layer);
  if (layout.outputs == 0 || output.empty()) return 0;
  const double weight = float_bytes + static_cast<double>(layout.index_bytes_per_weight);
  const double per_channel =
      weight * static_cast<double>(layout.per_output) + (layout.biases > 0 ? float_bytes : 0.0);
  return per_channel * static_cast<double>(output.channels.size());
}

double workspace_bytes(const Network& network, LayerId layer, const Box& output) {
  const Conv* conv = std::get_if<Conv>(&network.layer(layer).kind);
  if (conv == nullptr || output.empty()) return 0;
  const Shape& input = network.layer(network.layer(layer).inputs[0]).shape;
  if (is_depthwise(*conv, input.channels)) return 0;
  const Im2colBlock block = im2col_block(*conv, input, output);
  return float_bytes *
         static_cast<double>(block.rows_of_matrix * block.output_rows * output.cols.size());
}

}  // namespace modnn
