#include <algorithm>

#include "models/kernels/compute.h"

namespace modnn {

// CHW order is the order in which a tensor stores its values.
void compute(const Flatten&, const LayerCall& call, Tensor& output) {
  std::copy_n(call.inputs[0]->values.begin() + output.box.channels.begin,
              output.box.channels.size(), output.values.begin());
}

void compute(const Concat&, const LayerCall& call, Tensor& output) {
  const Box& box = output.box;
  for (std::size_t i = 0; i < call.inputs.size(); ++i) {
    const Tensor& input = *call.inputs[i];
    const Range own = concat_channels(call.maps, i);
    const Range wanted = intersect(own, box.channels);
    for (Index c = wanted.begin; c < wanted.end; ++c)
      for (Index r = box.rows.begin; r < box.rows.end; ++r)
        std::copy_n(input.row(c - own.begin, r) + (box.cols.begin - input.box.cols.begin),
                    box.cols.size(), output.row(c, r));
  }
}

void compute(const Reorg& layer, const LayerCall& call, Tensor& output) {
  const Tensor& input = *call.inputs[0];
  const Box& box = output.box;
  const Index channels = call.maps[0].channels, stride = layer.stride;
  for (Index c = box.channels.begin; c < box.channels.end; ++c) {
    const Index offset = c / channels;
    for (Index r = box.rows.begin; r < box.rows.end; ++r) {
      const float* source = input.row(c % channels, r * stride + offset / stride);
      const Index first = offset % stride - input.box.cols.begin;
      float* target = output.row(c, r);
      for (Index x = box.cols.begin; x < box.cols.end; ++x) *target++ = source[x * stride + first];
    }
  }
}

// The input's values one behind the other are the map of fewer channels, the output's likewise.
void compute(const DarknetReorg& layer, const LayerCall& call, Tensor& output) {
  const Shape& in = call.maps[0];
  const Index stride = layer.stride, channels = in.channels / (stride * stride);
  const Shape out = output_shape(layer, call.maps);
  const Box& box = output.box;
  for (Index c = box.channels.begin; c < box.channels.end; ++c)
    for (Index r = box.rows.begin; r < box.rows.end; ++r) {
      float* target = output.row(c, r);
      for (Index x = box.cols.begin; x < box.cols.end; ++x) {
        const Index at = (c * out.height + r) * out.width + x,
                    of_block = at / (in.height * in.width);
        const Index row = at / in.width % in.height * stride + of_block / channels / stride;
        const Index col = at % in.width * stride + of_block / channels % stride;
        const Index from =
            (of_block % channels * in.height * stride + row) * in.width * stride + col;
        *target++ = call.inputs[0]->values[static_cast<std::size_t>(from)];
      }
    }
}

void compute(const Upsample& layer, const LayerCall& call, Tensor& output) {
  const Tensor& input = *call.inputs[0];
  const Box& box = output.box;
  for (Index c = box.channels.begin; c < box.channels.end; ++c)
    for (Index r = box.rows.begin; r < box.rows.end; ++r) {
      const float* source = input.row(c, r / layer.stride) - input.box.cols.begin;
      float* target = output.row(c, r);
      for (Index x = box.cols.begin; x < box.cols.end; ++x) *target++ = source[x / layer.stride];
    }
}

}  // namespace modnn
