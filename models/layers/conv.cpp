#include "models/layers/conv.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "models/layers/fields.h"

namespace modnn {
namespace {

void check_groups(const Conv& conv, Index input_channels) {
  const auto check = [&](Index channels, const char* what) {
    if (channels % conv.groups == 0) return;
    throw std::invalid_argument(std::to_string(conv.groups) + " groups do not divide " +
                                std::to_string(channels) + what);
  };
  check(input_channels, " input channels");
  check(conv.outputs, " output channels");
}

}  // namespace

Fields<Conv> Conv::fields() {
  const Fields<Conv> own{
      field(&Conv::groups, {.name = "groups",
                            .help = "channel groups; as many as input channels: depthwise",
                            .bounds = extent_bounds}),
      bias_field<Conv>(), activation_field<Conv>()};
  return joined(joined({outputs_field<Conv>()}, window_fields<Conv>(Step::one)), own);
}

Shape output_shape(const Conv& conv, const std::vector<Shape>& inputs) {
  check_input_count(inputs, 1);
  check_groups(conv, inputs[0].channels);
  check_window_fits(conv.window, inputs[0]);
  return {conv.outputs, output_extent(vertical(conv.window), inputs[0].height),
          output_extent(horizontal(conv.window), inputs[0].width)};
}

bool is_depthwise(const Conv& conv, Index input_channels) {
  return conv.groups > 1 && conv.groups == input_channels;
}

Range groups_of(const Conv& conv, const Range& channels) {
  const Index per_group = conv.outputs / conv.groups;
  if (channels.empty()) return {};
  return {channels.begin / per_group, (channels.end + per_group - 1) / per_group};
}

Box input_region(const Conv& conv, const std::vector<Shape>& inputs, std::size_t,
                 const Box& output) {
  const Index per_group = inputs[0].channels / conv.groups;
  const Range groups = groups_of(conv, output.channels);
  return {{groups.begin * per_group, groups.end * per_group},
          required_range(vertical(conv.window), output.rows, inputs[0].height),
          required_range(horizontal(conv.window), output.cols, inputs[0].width)};
}

Work operations(const Conv& conv, const std::vector<Shape>& inputs, const Box& output) {
  const double per_output = static_cast<double>(parameter_layout(conv, inputs).per_output);
  const double outputs = static_cast<double>(output.elements());
  return {
      .kernel = is_depthwise(conv, inputs[0].channels) ? KernelClass::depthwise : KernelClass::conv,
      .macs = outputs * per_output,
      .elements = activation_elements(conv.activation, outputs)};
}

ParameterLayout parameter_layout(const Conv& conv, const std::vector<Shape>& inputs) {
  return {.outputs = conv.outputs,
          .per_output = inputs[0].channels / conv.groups * conv.window.kernel_height *
                        conv.window.kernel_width,
          .biases = conv.bias ? conv.outputs : 0};
}

Im2colBlock im2col_block(const Conv& conv, const Shape& input, const Box& output) {
  // 2 MB, the part of a last-level cache that one core can count on.
  constexpr Index block_floats = Index{1} << 19;
  const Index matrix_rows = parameter_layout(conv, {input}).per_output;
  const Index floats_per_output_row = std::max<Index>(1, matrix_rows * output.cols.size());
  return {matrix_rows,
          std::clamp<Index>(block_floats / floats_per_output_row, 1, output.rows.size())};
}

Index inputs_along(const Conv& conv, bool vertically, Index outputs) {
  return inputs_along(conv.window, vertically, outputs);
}

}  // namespace modnn
