#include <algorithm>
#include <tuple>
#include <utility>

#include "models/onnx/onnx_graph.h"

namespace modnn {
namespace {

/// [1, C, H, W], of which the map has the last three.
void check_image(const OnnxMap& map) {
  if (map.dims.size() != 4 || map.flat)
    does_not_fit("takes values of shape " + to_string(map.dims) + ", expected [1, C, H, W]");
}

std::pair<Index, Index> both(const OnnxNode& node, const std::string& name, Index fallback) {
  const auto pair = node.list(name, {fallback, fallback});
  if (pair.size() != 2) does_not_fit("attribute \"" + name + "\" is not of two axes");
  return {checked_extent(pair[0], name), checked_extent(pair[1], name)};
}

/// Zeros along an axis for as many outputs as steps fit, more at the end or at the beginning.
void pad_same(Index extent, const WindowAxis& axis, bool upper, Index& begin, Index& end) {
  const Index outputs = (extent - 1) / axis.stride + 1;
  const Index zeros = std::max<Index>(0, (outputs - 1) * axis.stride + axis.span() - extent);
  begin = upper ? zeros / 2 : zeros - zeros / 2;
  end = zeros - begin;
}

void read_padding(const OnnxNode& node, const Shape& input, Window& window) {
  const std::string automatic = node.text("auto_pad", "NOTSET");
  const auto pads = node.list("pads", {0, 0, 0, 0});
  if (pads.size() != 4) does_not_fit("attribute \"pads\" is not of two axes");
  if (automatic == "SAME_UPPER" || automatic == "SAME_LOWER") {
    const bool upper = automatic == "SAME_UPPER";
    pad_same(input.height, vertical(window), upper, window.pad_top, window.pad_bottom);
    pad_same(input.width, horizontal(window), upper, window.pad_left, window.pad_right);
  } else if (automatic == "NOTSET") {
    window.pad_top = checked_extent(pads[0], "pads", 0);
    window.pad_left = checked_extent(pads[1], "pads", 0);
    window.pad_bottom = checked_extent(pads[2], "pads", 0);
    window.pad_right = checked_extent(pads[3], "pads", 0);
  } else if (automatic != "VALID") {
    does_not_fit("auto_pad \"" + automatic + "\" is not known");
  }
}

Window read_window(const OnnxNode& node, const OnnxMap& map, Index kernel_height,
                   Index kernel_width) {
  Window window{kernel_height, kernel_width};
  std::tie(window.stride_height, window.stride_width) = both(node, "strides", 1);
  std::tie(window.dilation_height, window.dilation_width) = both(node, "dilations", 1);
  read_padding(node, node.graph.network.layer(map.layer).shape, window);
  return window;
}

Window read_pool_window(const OnnxNode& node, const OnnxMap& map) {
  if (node.attribute("kernel_shape", onnx::AttributeProto::INTS) == nullptr)
    does_not_fit("has no kernel_shape");
  const auto [height, width] = both(node, "kernel_shape", 1);
  return read_window(node, map, height, width);
}

void add_padding(Window& window, const Window& more) {
  window.pad_top += more.pad_top;
  window.pad_bottom += more.pad_bottom;
  window.pad_left += more.pad_left;
  window.pad_right += more.pad_right;
}

void conv(const OnnxNode& node) {
  const OnnxMap map = node.raw_map(0);
  check_image(map);
  const OnnxConstant& kernel = node.constant(1);
  const std::vector<float>& values = node.numbers(1);
  const auto& shape = kernel.shape;
  if (shape.size() != 4)
    does_not_fit("its weights have shape " + to_string(shape) + ", expected four dimensions");
  Conv conv{.outputs = checked_extent(shape[0], "number of outputs"),
            .window = read_window(node, map, checked_extent(shape[2], "kernel"),
                                  checked_extent(shape[3], "kernel")),
            .groups = checked_extent(node.integer("group", 1), "group"),
            .bias = node.has_input(2)};
  const Index inputs = node.graph.network.layer(map.layer).shape.channels;
  if (inputs % conv.groups != 0 || shape[1] != inputs / conv.groups)
    does_not_fit("its weights have shape " + to_string(shape) + ", which does not fit " +
                 std::to_string(inputs) + " channels in " + std::to_string(conv.groups) +
                 " groups");
  add_padding(conv.window, map.pad);
  OnnxWeights weights{{shape, values}};
  if (conv.bias) {
    weights.bias = {{shape[0]}, node.numbers(2)};
    if (static_cast<Index>(weights.bias.values.size()) != shape[0])
      does_not_fit("its bias has " + std::to_string(weights.bias.values.size()) +
                   " values, expected " + std::to_string(shape[0]));
  }
  node.layer(conv, {map}, std::move(weights), 1);
}

/// y = x W (+ b): a dense layer with the rows of W^T, times alpha.
void dense(const OnnxNode& node, bool transposed, float alpha, std::vector<float> bias) {
  const OnnxMap map = node.raw_map(0);
  if (map.dims.size() != 2)
    does_not_fit("takes values of shape " + to_string(map.dims) + ", expected [1, n]");
  const std::vector<float>& values = node.numbers(1);
  const std::vector<Index>& shape = node.constant(1).shape;
  if (shape.size() != 2 || shape[transposed ? 1 : 0] != map.dims[1])
    does_not_fit("its weights have shape " + to_string(shape) +
                 ", which does not fit an input of " + std::to_string(map.dims[1]));
  const auto inputs = static_cast<std::size_t>(map.dims[1]);
  const auto outputs =
      static_cast<std::size_t>(checked_extent(shape[transposed ? 0 : 1], "outputs"));
  std::vector<float> rows(values.size());
  for (std::size_t o = 0; o < outputs; ++o)
    for (std::size_t i = 0; i < inputs; ++i)
      rows[o * inputs + i] = alpha * values[transposed ? o * inputs + i : i * outputs + o];
  const auto n = static_cast<Index>(outputs);
  OnnxWeights weights{{{n, map.dims[1]}, std::move(rows)}};
  if (bias.size() == 1) bias.resize(outputs, bias[0]);
  if (!bias.empty() && bias.size() != outputs)
    does_not_fit("its bias has " + std::to_string(bias.size()) + " values, expected " +
                 std::to_string(n));
  const Dense kind{.outputs = n, .bias = !bias.empty()};
  if (kind.bias) weights.bias = {{n}, std::move(bias)};
  const LayerId layer = node.layer(kind, {map}, std::move(weights), 1);
  node.result(OnnxMap{layer, {1, n}});
}

void gemm(const OnnxNode& node) {
  if (node.integer("transA", 0) != 0) does_not_fit("transA is not supported");
  std::vector<float> bias;
  if (node.has_input(2)) {
    bias = node.numbers(2);
    const float beta = node.number("beta", 1);
    for (float& value : bias) value *= beta;
  }
  dense(node, node.integer("transB", 0) != 0, node.number("alpha", 1), std::move(bias));
}

void matmul(const OnnxNode& node) { dense(node, false, 1, {}); }

void max_pool(const OnnxNode& node) {
  const OnnxMap map = node.map(0);
  check_image(map);
  if (node.proto.output_size() > 1 && node.graph.readers[node.proto.output(1)] > 0)
    does_not_fit("its second output (indices) is not supported");
  node.layer(MaxPool{.window = read_pool_window(node, map),
                     .ceil_mode = node.integer("ceil_mode", 0) != 0},
             {map});
}

/// Zeros of a Pad before it count, as padding that is counted does.
void avg_pool(const OnnxNode& node) {
  OnnxMap map = node.raw_map(0);
  check_image(map);
  AvgPool pool{.window = read_pool_window(node, map),
               .ceil_mode = node.integer("ceil_mode", 0) != 0,
               .count_padding = node.integer("count_include_pad", 0) != 0};
  const auto padding = [](const Window& w) {
    return w.pad_top + w.pad_bottom + w.pad_left + w.pad_right;
  };
  if (padding(map.pad) > 0 && !pool.ceil_mode &&
      (pool.count_padding || padding(pool.window) == 0)) {
    add_padding(pool.window, map.pad);
    pool.count_padding = true;
  } else {
    map = node.map(0);
  }
  node.layer(pool, {map});
}

template <bool maximum>
void global_pool(const OnnxNode& node) {
  const OnnxMap map = node.map(0);
  check_image(map);
  node.layer(GlobalPool{maximum}, {map});
}

/// The mean over rows and columns, as some exporters write global pooling.
void reduce_mean(const OnnxNode& node) {
  const OnnxMap map = node.map(0);
  check_image(map);
  std::vector<std::int64_t> axes = node.has_input(1) ? node.integers(1) : node.list("axes", {});
  for (std::int64_t& axis : axes) axis += axis < 0 ? 4 : 0;
  std::ranges::sort(axes);
  if (axes != std::vector<std::int64_t>{2, 3})
    does_not_fit("only rows and columns can be averaged");
  const LayerId layer = node.layer(GlobalPool{}, {map});
  if (node.integer("keepdims", 1) == 0) node.result(OnnxMap{layer, {1, map.dims[1]}});
}

void lrn(const OnnxNode& node) {
  const OnnxMap map = node.map(0);
  check_image(map);
  const Lrn kind{.size = checked_extent(node.integer("size", 0), "size"),
                 .alpha = node.number("alpha", 1e-4F),
                 .beta = node.number("beta", 0.75F),
                 .bias = node.number("bias", 1)};
  if (kind.size % 2 == 0)
    does_not_fit("an even size reaches further up than down, which the layer kind lrn cannot");
  node.layer(kind, {map});
}

void softmax(const OnnxNode& node) {
  const OnnxMap map = node.map(0);
  const auto last = static_cast<std::int64_t>(map.dims.size()) - 1;
  const std::int64_t axis = node.integer("axis", node.graph.opset < 13 ? 1 : -1);
  const Shape& shape = node.graph.network.layer(map.layer).shape;
  if ((axis != 1 && axis != -last && !(last == 1 && axis == -1)) || shape.height * shape.width != 1)
    does_not_fit("is supported over the values of a vector only");
  const LayerId layer = node.layer(Softmax{}, {map});
  node.result(OnnxMap{layer, map.dims});
}

}  // namespace

OnnxHandlers onnx_layer_handlers() {
  return {{"Conv", conv},
          {"Gemm", gemm},
          {"MatMul", matmul},
          {"MaxPool", max_pool},
          {"AveragePool", avg_pool},
          {"GlobalAveragePool", global_pool<false>},
          {"GlobalMaxPool", global_pool<true>},
          {"ReduceMean", reduce_mean},
          {"LRN", lrn},
          {"Softmax", softmax}};
}

}  // namespace modnn
