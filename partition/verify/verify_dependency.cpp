#include "partition/verify/verify_dependency.h"

#include <algorithm>

namespace modnn {
namespace {

/// The inputs that a sliding window touches along one axis, found by visiting every tap of every
/// output.
Range touched(const Range& outputs, Index kernel, Index stride, Index dilation, Index padding,
              Index extent) {
  Range range{extent, 0};
  for (Index output = outputs.begin; output < outputs.end; ++output) {
    for (Index tap = 0; tap < kernel; ++tap) {
      const Index input = output * stride - padding + tap * dilation;
      if (input < 0 || input >= extent) continue;
      range.begin = std::min(range.begin, input);
      range.end = std::max(range.end, input + 1);
    }
  }
  return range;
}

Axes touched(const Window& w, const Range& channels, const Axes& output, const Shape& input) {
  return {channels,
          touched(output[1], w.kernel_height, w.stride_height, w.dilation_height, w.pad_top,
                  input.height),
          touched(output[2], w.kernel_width, w.stride_width, w.dilation_width, w.pad_left,
                  input.width)};
}

/// The smallest range that holds `to_input(o)` for all o of `outputs`.
template <typename ToInput>
Range image(const Range& outputs, ToInput&& to_input) {
  Range range{to_input(outputs.begin), to_input(outputs.begin) + 1};
  for (Index o = outputs.begin; o < outputs.end; ++o) {
    range.begin = std::min(range.begin, to_input(o));
    range.end = std::max(range.end, to_input(o) + 1);
  }
  return range;
}

/// What the output region depends on of input number `which`: one overload per layer definition.
struct Dependency {
  Axes output;
  std::vector<Shape> inputs;
  std::size_t which;

  Shape input() const { return inputs[which]; }
  Axes all() const { return axes(whole(input())); }

  Axes operator()(const Conv& conv) const {
    const Index per_group_in = input().channels / conv.groups;
    const Index per_group_out = conv.outputs / conv.groups;
    Range channels = image(output[0], [&](Index o) { return o / per_group_out * per_group_in; });
    channels.end += per_group_in - 1;
    return touched(conv.window, channels, output, input());
  }
  Axes operator()(const MaxPool& pool) const {
    return touched(pool.window, output[0], output, input());
  }
  Axes operator()(const AvgPool& pool) const {
    return touched(pool.window, output[0], output, input());
  }
  Axes operator()(const GlobalPool&) const { return {output[0], all()[1], all()[2]}; }
  Axes operator()(const Lrn& lrn) const {
    const Index below = lrn.size / 2, above = (lrn.size - 1) / 2;
    return {Range{std::max<Index>(0, output[0].begin - below),
                  std::min(input().channels, output[0].end + above)},
            output[1], output[2]};
  }
  Axes operator()(const Concat&) const {
    Index offset = 0;
    for (std::size_t i = 0; i < which; ++i) offset += inputs[i].channels;
    const Range channels{std::max<Index>(0, output[0].begin - offset),
                         std::min(input().channels, output[0].end - offset)};
    if (channels.empty()) return {};
    return {channels, output[1], output[2]};
  }
  Axes operator()(const Reorg& reorg) const {
    const Index s = reorg.stride, depth = input().channels;
    const Range i = image(output[0], [&](Index o) { return o / depth / s; });
    const Range j = image(output[0], [&](Index o) { return o / depth % s; });
    const Range c = image(output[0], [&](Index o) { return o % depth; });
    return {c, Range{output[1].begin * s + i.begin, (output[1].end - 1) * s + i.end},
            Range{output[2].begin * s + j.begin, (output[2].end - 1) * s + j.end}};
  }
  Axes operator()(const Upsample& upsample) const {
    const auto source = [&](Index o) { return o / upsample.stride; };
    return {output[0], image(output[1], source), image(output[2], source)};
  }
  Axes operator()(const Activate&) const { return output; }
  Axes operator()(const BatchNorm&) const { return output; }
  Axes operator()(const Dropout&) const { return output; }
  Axes operator()(const Add&) const { return output; }
  Axes operator()(const Multiply&) const {
    // A vector with a value per channel serves all rows and columns.
    return which == 1 && input().height * input().width == 1 ? Axes{output[0], all()[1], all()[2]}
                                                             : output;
  }
  Axes operator()(const Input&) const { return all(); }
  Axes operator()(const Dense&) const { return all(); }
  Axes operator()(const SparseDense&) const { return all(); }
  Axes operator()(const Flatten&) const { return all(); }
  Axes operator()(const Softmax&) const { return all(); }
  Axes operator()(const DarknetReorg&) const { return all(); }
};

void widen(Axes& axes, const Axes& by) {
  if (empty(by)) return;
  if (empty(axes)) {
    axes = by;
    return;
  }
  for (std::size_t axis = 0; axis < axes.size(); ++axis)
    axes[axis] = {std::min(axes[axis].begin, by[axis].begin),
                  std::max(axes[axis].end, by[axis].end)};
}

}  // namespace

Axes axes(const Box& box) { return {box.channels, box.rows, box.cols}; }

bool empty(const Axes& axes) { return std::ranges::any_of(axes, &Range::empty); }

Axes dependency(const Network& network, LayerId id, std::size_t which, const Axes& output) {
  if (empty(output)) return {};
  const Layer& layer = network.layer(id);
  std::vector<Shape> inputs;
  for (const LayerId input : layer.inputs) inputs.push_back(network.layer(input).shape);
  return std::visit(Dependency{output, std::move(inputs), which}, layer.kind);
}

std::vector<Axes> needed_for_result(const Network& network, LayerId first) {
  std::vector<Axes> needed(network.layers.size());
  needed.back() = axes(whole(network.layers.back().shape));
  for (LayerId id = network.size() - 1; id >= first; --id) {
    const std::vector<LayerId>& inputs = network.layer(id).inputs;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      widen(needed[inputs[i]], dependency(network, id, i, needed[id]));
  }
  return needed;
}

}  // namespace modnn
