#include "onednn_conv.h"

#include <cstring>
#include <omp.h>
#include <oneapi/dnnl/dnnl.hpp>

namespace modnn::bench {
namespace {

using dnnl::memory;

/// Values that differ a little and are never denormal.
void fill(memory& block) {
  auto* values = static_cast<float*>(block.get_data_handle());
  const std::size_t count = block.get_desc().get_size() / sizeof(float);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(i % 17) / 17.0F - 0.4F;
}

memory::desc any_layout(const memory::dims& dims) {
  return {dims, memory::data_type::f32, memory::format_tag::any};
}

}  // namespace

struct OnednnConv::Parts {
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  dnnl::convolution_forward primitive;
  memory source, weights, bias, target;
};

OnednnConv::OnednnConv(const Conv& conv, const Shape& input, const Shape& output)
    : parts_(std::make_unique<Parts>()) {
  omp_set_num_threads(1);
  const Window& w = conv.window;
  const dnnl::convolution_forward::desc description(
      dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_auto,
      any_layout({1, input.channels, input.height, input.width}),
      any_layout({conv.outputs, input.channels, w.kernel_height, w.kernel_width}),
      any_layout({conv.outputs}), any_layout({1, output.channels, output.height, output.width}),
      {w.stride_height, w.stride_width}, {w.pad_top, w.pad_left}, {w.pad_bottom, w.pad_right});
  dnnl::post_ops relu;
  relu.append_eltwise(1.0F, dnnl::algorithm::eltwise_relu, 0, 0);
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(relu);
  const dnnl::convolution_forward::primitive_desc chosen(description, attributes, parts_->engine);
  parts_->primitive = dnnl::convolution_forward(chosen);
  parts_->source = memory(chosen.src_desc(), parts_->engine);
  parts_->weights = memory(chosen.weights_desc(), parts_->engine);
  parts_->bias = memory(chosen.bias_desc(), parts_->engine);
  parts_->target = memory(chosen.dst_desc(), parts_->engine);
  fill(parts_->source);
  fill(parts_->weights);
  fill(parts_->bias);
}

OnednnConv::~OnednnConv() = default;

void OnednnConv::run() {
  parts_->primitive.execute(parts_->stream, {{DNNL_ARG_SRC, parts_->source},
                                             {DNNL_ARG_WEIGHTS, parts_->weights},
                                             {DNNL_ARG_BIAS, parts_->bias},
                                             {DNNL_ARG_DST, parts_->target}});
  parts_->stream.wait();
}

}  // namespace modnn::bench
