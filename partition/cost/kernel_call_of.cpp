#include "partition/cost/kernel_call_of.h"

#include "models/kernels/winograd.h"

namespace modnn {
namespace {

Kernel kernel_of(const Conv& conv, const Shape& input, const Box& output) {
  if (is_depthwise(conv, input.channels)) return Kernel::depthwise;
  return winograd_applies(conv, input) && winograd_pays(output) ? Kernel::winograd : Kernel::conv;
}

template <class Kind>
Kernel kernel_of(const Kind&, const Shape&, const Box&) {
  if constexpr (Kind::reach == Reach::window && requires(Kind kind) { kind.window; })
    return Kernel::pool;
  if constexpr (std::is_same_v<Kind, GlobalPool>) return Kernel::pool;
  if constexpr (std::is_same_v<Kind, Lrn>) return Kernel::lrn;
  if constexpr (std::is_same_v<Kind, Softmax>) return Kernel::softmax;
  if constexpr (Kind::weights == Storage::sparse) return Kernel::sparse_dense;
  if constexpr (Kind::weights == Storage::full && Kind::locality == Locality::neurons)
    return Kernel::dense;
  return Kernel::elementwise;
}

}  // namespace

KernelCall kernel_call_of(const Network& network, LayerId layer, const Box& output) {
  const std::vector<Shape> inputs = input_shapes(network, layer);
  KernelCall call;
  call.out_channels = static_cast<double>(output.channels.size());
  call.out_height = static_cast<double>(output.rows.size());
  call.out_width = static_cast<double>(output.cols.size());
  call.in_channels = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    call.in_channels +=
        static_cast<double>(required_input(network, layer, i, output).channels.size());
  std::visit(
      [&](const auto& kind) {
        call.kernel = kernel_of(kind, inputs.empty() ? Shape{} : inputs[0], output);
        if constexpr (requires { kind.window; }) {
          call.kernel_height = static_cast<double>(kind.window.kernel_height);
          call.kernel_width = static_cast<double>(kind.window.kernel_width);
          call.stride_height = static_cast<double>(kind.window.stride_height);
          call.stride_width = static_cast<double>(kind.window.stride_width);
        }
        if constexpr (requires { kind.groups; })
          call.groups = static_cast<double>(groups_of(kind, output.channels).size());
        if constexpr (requires { kind.density; }) call.density = kind.density;
        if constexpr (kind.reach == Reach::map) {
          if (inputs.empty()) return;
          if (kind.locality == Locality::channels) {
            call.out_width = static_cast<double>(inputs[0].height * inputs[0].width);
          } else if (call.kernel == Kernel::elementwise) {
            call.out_width = call.out_channels;  // copied in one piece
            call.in_channels = call.out_channels = 1;
          } else {
            call.in_channels = static_cast<double>(inputs[0].elements());
          }
        }
      },
      network.layer(layer).kind);
  return call;
}

}  // namespace modnn
