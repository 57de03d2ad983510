#include <algorithm>
#include <utility>

#include "models/onnx/onnx_graph.h"

namespace modnn {
namespace {

// What exporters compute of shapes and paddings, all of which is known here.

constexpr std::size_t most = 64;  ///< integers of one value: there are eight paddings

OnnxConstant list_of(std::vector<std::int64_t> values) {
  if (values.size() > most) does_not_fit("makes a list that is too long for a shape");
  const auto size = static_cast<Index>(values.size());
  return {{size}, {}, std::move(values), true};
}

void shape_of(const OnnxNode& node) { node.result(list_of(node.raw_map(0).dims)); }

void constant_of_shape(const OnnxNode& node) {
  const Index count = element_count(node.integers(0));
  const auto* value = node.attribute("value", onnx::AttributeProto::TENSOR);
  const OnnxConstant each = value == nullptr ? OnnxConstant{} : read_onnx_tensor(value->t());
  if (!each.whole_numbers || each.integers.size() != 1 || count < 0 ||
      count > static_cast<Index>(most))
    does_not_fit("is supported for short lists of integers only");
  node.result(
      {node.integers(0), {}, std::vector(static_cast<std::size_t>(count), each.integers[0]), true});
}

void gather(const OnnxNode& node) {
  const auto& values = node.integers(0);
  if (node.constant(0).shape.size() != 1) does_not_fit("is supported for lists of integers only");
  OnnxConstant taken{node.constant(1).shape, {}, {}, true};
  for (std::int64_t at : node.integers(1)) {
    at += at < 0 ? static_cast<std::int64_t>(values.size()) : 0;
    if (at < 0 || at >= static_cast<std::int64_t>(values.size()))
      does_not_fit("takes a value that is not there");
    taken.integers.push_back(values[static_cast<std::size_t>(at)]);
  }
  node.result(std::move(taken));
}

/// Of the rows (or the values of a list), forwards or backwards.
void slice(const OnnxNode& node) {
  const OnnxConstant from = node.constant(0);
  const auto setting = [&](int input, const std::string& name, std::int64_t fallback) {
    const auto list = node.has_input(input) ? node.integers(input) : node.list(name, {fallback});
    if (list.size() != 1) does_not_fit("is supported along one axis only");
    return list[0];
  };
  const std::int64_t step = setting(4, "steps", 1);
  if (!from.whole_numbers || from.shape.empty() || from.shape[0] < 1 ||
      setting(3, "axes", 0) != 0 || (step != 1 && step != -1))
    does_not_fit("is supported along the first axis of integers, by steps of 1 or -1, only");
  const std::int64_t rows = from.shape[0];
  const auto place = [&](std::int64_t at, std::int64_t low, std::int64_t high) {
    return std::clamp(at < 0 ? std::max(at, -rows - 1) + rows : at, low, high);
  };
  const std::int64_t low = step > 0 ? 0 : -1, high = step > 0 ? rows : rows - 1;
  const std::int64_t begin = place(setting(1, "starts", 0), std::max<std::int64_t>(low, 0), high);
  const std::int64_t end = place(setting(2, "ends", rows), low, high);
  const std::size_t width = from.integers.size() / static_cast<std::size_t>(rows);
  OnnxConstant taken{from.shape, {}, {}, true};
  taken.shape[0] = 0;
  for (std::int64_t row = begin; step > 0 ? row < end : row > end; row += step, ++taken.shape[0]) {
    const auto first = from.integers.begin() + row * static_cast<std::ptrdiff_t>(width);
    taken.integers.insert(taken.integers.end(), first, first + static_cast<std::ptrdiff_t>(width));
  }
  node.result(std::move(taken));
}

}  // namespace

bool reshape_integers(const OnnxNode& node) {
  if (!node.is_constant(0)) return false;
  OnnxConstant value = node.constant(0);
  std::vector<std::int64_t> to = node.integers(1);
  const auto count = static_cast<Index>(value.integers.size());
  Index known = 1;
  for (const std::int64_t extent : to) {
    if (extent != -1) known *= checked_extent(extent, "an extent");
    if (known > count) break;
  }
  if (std::ranges::count(to, -1) == 1 && count % known == 0)
    std::ranges::replace(to, std::int64_t{-1}, count / known);
  if (!value.whole_numbers || value.integers.size() > most || element_count(to) != count)
    does_not_fit("of a constant is supported for short lists of integers only");
  value.shape = std::move(to);
  node.result(std::move(value));
  return true;
}

bool concat_integers(const OnnxNode& node) {
  std::vector<std::int64_t> joined;
  for (int i = 0; i < node.proto.input_size(); ++i) {
    if (!node.is_constant(i) || !node.constant(i).whole_numbers) return false;
    const auto& part = node.integers(i);
    joined.insert(joined.end(), part.begin(), part.end());
    if (joined.size() > most) break;
  }
  node.result(list_of(std::move(joined)));
  return true;
}

OnnxHandlers onnx_integer_handlers() {
  return {{"Shape", shape_of},
          {"ConstantOfShape", constant_of_shape},
          {"Gather", gather},
          {"Slice", slice}};
}

}  // namespace modnn
