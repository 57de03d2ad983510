#include <algorithm>
#include <cmath>
#include <utility>

#include "models/onnx/onnx_graph.h"

namespace modnn {
namespace {

void same(const OnnxNode& node) {
  if (node.is_constant(0)) return node.result(node.constant(0));
  const auto training = node.has_input(2) && node.proto.op_type() == "Dropout";
  if (training && node.integers(2) != std::vector<std::int64_t>{0})
    does_not_fit("is in training mode");
  node.result(node.raw_map(0));
}

void constant(const OnnxNode& node) {
  if (const auto* value = node.attribute("value", onnx::AttributeProto::TENSOR))
    return node.result(read_onnx_tensor(value->t()));
  OnnxConstant made;
  if (const auto* one = node.attribute("value_float", onnx::AttributeProto::FLOAT)) {
    made.values = {one->f()};
  } else if (const auto* some = node.attribute("value_floats", onnx::AttributeProto::FLOATS)) {
    made.values = {some->floats().begin(), some->floats().end()};
    made.shape = {some->floats_size()};
  } else if (const auto* whole = node.attribute("value_int", onnx::AttributeProto::INT)) {
    made = {{}, {}, {whole->i()}, true};
  } else if (node.attribute("value_ints", onnx::AttributeProto::INTS) != nullptr) {
    made = {{}, {}, node.list("value_ints", {}), true};
    made.shape = {static_cast<Index>(made.integers.size())};
  } else {
    does_not_fit("holds no tensor and no numbers");
  }
  node.result(std::move(made));
}

/// The map as a vector. Nothing is done yet: a dense layer takes any map.
void flatten_map(const OnnxNode& node, OnnxMap map) {
  const Shape& shape = node.graph.network.layer(map.layer).shape;
  map.dims = {1, shape.elements()};
  map.flat = shape.height * shape.width != 1;
  node.result(map);
}

OnnxMap without_pad(const OnnxNode& node) {
  const OnnxMap map = node.raw_map(0);
  const Window& pad = map.pad;
  return pad.pad_top + pad.pad_bottom + pad.pad_left + pad.pad_right > 0 ? node.map(0) : map;
}

void flatten(const OnnxNode& node) {
  const OnnxMap map = without_pad(node);
  const auto rank = static_cast<std::int64_t>(map.dims.size());
  const std::int64_t axis = node.integer("axis", 1);
  if (axis != 1 && axis != 1 - rank) does_not_fit("is supported from axis 1 on only");
  flatten_map(node, map);
}

/// To a vector, to what it is already, or from a vector to a map of one pixel.
void reshape(const OnnxNode& node) {
  if (reshape_integers(node)) return;
  const OnnxMap map = without_pad(node);
  std::vector<std::int64_t> to = node.integers(1);
  const Index elements = element_count(map.dims);
  Index known = 1;
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (to[i] == 0 && i < map.dims.size() && node.integer("allowzero", 0) == 0) to[i] = map.dims[i];
    if (to[i] != -1) known *= checked_extent(to[i], "an extent");
    if (known > elements) break;
  }
  const auto open = std::ranges::count(to, -1);
  if (open == 1 && known > 0 && elements % known == 0)
    std::ranges::replace(to, std::int64_t{-1}, elements / known);
  if (to == map.dims) return node.result(map);
  if (to == std::vector<std::int64_t>{1, elements}) return flatten_map(node, map);
  const Shape& shape = node.graph.network.layer(map.layer).shape;
  if (to == std::vector<std::int64_t>{1, elements, 1, 1} && shape.height * shape.width == 1)
    return node.result(OnnxMap{map.layer, to, map.shared});
  does_not_fit("from " + to_string(map.dims) + " to " + to_string(to) +
               " is not supported: to a vector, or to the same shape");
}

void squeeze(const OnnxNode& node) {
  const OnnxMap map = without_pad(node);
  const Shape& shape = node.graph.network.layer(map.layer).shape;
  if (shape.height * shape.width != 1) does_not_fit("is supported for maps of one pixel only");
  flatten_map(node, map);
}

void transpose(const OnnxNode& node) {
  if (!node.is_constant(0)) {
    const OnnxMap map = node.raw_map(0);
    const auto order = node.list("perm", {});
    for (std::size_t i = 0; i < map.dims.size(); ++i)
      if (order.size() != map.dims.size() || order[i] != static_cast<std::int64_t>(i))
        does_not_fit("of a computed map is not supported, only of a constant matrix");
    return node.result(map);
  }
  const OnnxConstant& value = node.constant(0);
  const std::vector<Index>& shape = value.shape;
  if (shape.size() != 2 || node.list("perm", {1, 0}) != std::vector<std::int64_t>{1, 0})
    does_not_fit("of a constant is supported for matrices only");
  OnnxConstant turned{{shape[1], shape[0]}, {}, {}, value.whole_numbers};
  for (Index c = 0; c < shape[1]; ++c)
    for (Index r = 0; r < shape[0]; ++r) {
      const auto at = static_cast<std::size_t>(r * shape[1] + c);
      if (value.whole_numbers)
        turned.integers.push_back(value.integers[at]);
      else
        turned.values.push_back(value.values[at]);
    }
  node.result(std::move(turned));
}

void concat(const OnnxNode& node) {
  if (concat_integers(node)) return;
  std::vector<OnnxMap> maps;
  for (int i = 0; i < node.proto.input_size(); ++i) maps.push_back(node.map(i));
  if (maps.empty()) does_not_fit("has no inputs");
  const auto rank = static_cast<std::int64_t>(maps[0].dims.size());
  const std::int64_t axis = node.integer("axis", 1);
  if (axis != 1 && axis != 1 - rank) does_not_fit("is supported along the channels (axis 1) only");
  for (const OnnxMap& map : maps)
    if (map.dims.size() != maps[0].dims.size()) does_not_fit("its inputs have different ranks");
  if (maps.size() == 1) return node.result(maps[0]);
  const LayerId layer = node.layer(Concat{}, maps);
  if (rank == 2) node.result(OnnxMap{layer, {1, node.graph.network.layer(layer).shape.channels}});
}

/// What a convolution adds itself.
void pad(const OnnxNode& node) {
  OnnxMap map = node.raw_map(0);
  const auto pads = node.has_input(1) ? node.integers(1) : node.list("pads", {});
  if (map.flat || map.dims.size() != 4 || pads.size() != 8)
    does_not_fit("is supported for the rows and columns of a map only");
  if (node.text("mode", "constant") != "constant") does_not_fit("is supported with zeros only");
  const bool zeros = node.has_input(2)
                         ? std::ranges::all_of(node.numbers(2), [](float v) { return v == 0; })
                         : node.number("value", 0) == 0;
  if (!zeros) does_not_fit("is supported with zeros only");
  if (pads[0] != 0 || pads[1] != 0 || pads[4] != 0 || pads[5] != 0)
    does_not_fit("is supported for the rows and columns of a map only");
  map.pad.pad_top += checked_extent(pads[2], "pads", 0);
  map.pad.pad_left += checked_extent(pads[3], "pads", 0);
  map.pad.pad_bottom += checked_extent(pads[6], "pads", 0);
  map.pad.pad_right += checked_extent(pads[7], "pads", 0);
  node.result(map);
}

/// Whether every input pixel becomes a block of its own, at any whole factor.
bool makes_blocks(const OnnxNode& node) {
  const std::string place = node.text("coordinate_transformation_mode", "half_pixel");
  const std::string rounding = node.text("nearest_mode", "round_prefer_floor");
  if (place == "asymmetric") return rounding == "floor";
  // The middle of every pixel lies within half a pixel of the one that it comes from.
  if (place == "half_pixel" || place == "pytorch_half_pixel")
    return rounding == "round_prefer_floor" || rounding == "round_prefer_ceil";
  return place == "tf_half_pixel_for_nn" && rounding == "floor";
}

void enlarge(const OnnxNode& node, const std::vector<double>& scales) {
  const OnnxMap map = node.map(0);
  if (map.dims.size() != 4 || scales.size() != 4) does_not_fit("is supported for maps only");
  const double factor = scales[2];
  if (scales[0] != 1 || scales[1] != 1 || scales[3] != factor || !(factor >= 1 && factor <= 1e6) ||
      std::trunc(factor) != factor)
    does_not_fit("is supported by one whole factor for rows and columns only");
  node.layer(Upsample{static_cast<Index>(factor)}, {map});
}

void check_nearest(const OnnxNode& node) {
  if (const std::string mode = node.text("mode", "nearest"); mode != "nearest")
    does_not_fit("mode \"" + mode + "\" is not supported, only nearest");
}

void upsample(const OnnxNode& node) {
  check_nearest(node);
  if (node.has_input(1)) {
    const std::vector<float>& scales = node.numbers(1);
    return enlarge(node, {scales.begin(), scales.end()});
  }
  const auto* scales = node.attribute("scales", onnx::AttributeProto::FLOATS);
  if (scales == nullptr) does_not_fit("has no scales");
  enlarge(node, {scales->floats().begin(), scales->floats().end()});
}

void resize(const OnnxNode& node) {
  check_nearest(node);
  const bool first = node.graph.opset < 11;
  if (!first && !makes_blocks(node))
    does_not_fit("coordinate_transformation_mode and nearest_mode do not make blocks of pixels");
  const int scales_at = first ? 1 : 2;
  if (!first && node.has_input(3)) {
    const auto& sizes = node.integers(3);
    const auto dims = node.raw_map(0).dims;
    std::vector<double> scales;
    for (std::size_t i = 0; i < std::min(sizes.size(), dims.size()); ++i)
      scales.push_back(static_cast<double>(sizes[i]) / static_cast<double>(dims[i]));
    return enlarge(node, scales);
  }
  const std::vector<float>& scales = node.numbers(scales_at);
  enlarge(node, {scales.begin(), scales.end()});
}

void unsqueeze(const OnnxNode& node) {
  if (!node.is_constant(0)) {
    const OnnxMap map = without_pad(node);
    std::vector<std::int64_t> axes = node.has_input(1) ? node.integers(1) : node.list("axes", {});
    std::ranges::sort(axes);
    if (map.flat || map.dims.size() != 2 || axes != std::vector<std::int64_t>{2, 3})
      does_not_fit("of a computed map is supported for vectors, by rows and columns, only");
    return node.result(OnnxMap{map.layer, {1, map.dims[1], 1, 1}, map.shared});
  }
  OnnxConstant value = node.constant(0);
  if (!value.whole_numbers || value.integers.size() != 1)
    does_not_fit("of a constant is supported for single integers only");
  value.shape = {1};
  node.result(std::move(value));
}

}  // namespace

OnnxHandlers onnx_shape_handlers() {
  return {{"Identity", same},
          {"Dropout", same},
          {"Cast", same},
          {"Constant", constant},
          {"Flatten", flatten},
          {"Reshape", reshape},
          {"Squeeze", squeeze},
          {"Unsqueeze", unsqueeze},
          {"Transpose", transpose},
          {"Concat", concat},
          {"Pad", pad},
          {"Upsample", upsample},
          {"Resize", resize}};
}

}  // namespace modnn
