#include "platforms/kernel_cost.h"

#include <algorithm>
#include <cmath>

namespace modnn {
namespace {

constexpr double float_bytes = 4;
constexpr double tile = 4;     // Winograd's F(4x4, 3x3): outputs of a tile along one axis,
constexpr double points = 36;  // and values of a transformed one

double tile_rows(const KernelCall& call) { return std::ceil(call.out_height / tile); }
double tiles(const KernelCall& call) { return tile_rows(call) * std::ceil(call.out_width / tile); }
double taps(const KernelCall& call) { return call.kernel_height * call.kernel_width; }
double pixels(const KernelCall& call) { return call.out_height * call.out_width; }

/// The input map itself is the matrix.
bool is_pointwise(const KernelCall& call) {
  return taps(call) == 1 && call.stride_height == 1 && call.stride_width == 1;
}

/// Weights that are there.
double weights(const KernelCall& call) {
  const double inputs = call.in_channels / call.groups;
  switch (call.kernel) {
    case Kernel::winograd:
      return points * call.out_channels * inputs;
    case Kernel::conv:
    case Kernel::depthwise:
    case Kernel::dense:
    case Kernel::sparse_dense:
      return call.out_channels * inputs * taps(call) * call.density;
    case Kernel::pool:
    case Kernel::lrn:
    case Kernel::elementwise:
      break;
  }
  return 0;
}

double calls(const KernelCall&, double) { return 1; }

double operations(const KernelCall& call, double) {
  if (call.kernel == Kernel::winograd) return weights(call) * tiles(call);
  if (weights(call) > 0) return weights(call) * pixels(call);
  return call.out_channels * taps(call) * pixels(call);
}

/// A weight of a sparse matrix comes with its column.
double weight_bytes(const KernelCall& call, double) {
  return (call.kernel == Kernel::sparse_dense ? 2 : 1) * float_bytes * weights(call);
}

double map_bytes(const KernelCall& call, double) {
  const double height = (call.out_height - 1) * call.stride_height + call.kernel_height;
  const double width = (call.out_width - 1) * call.stride_width + call.kernel_width;
  return float_bytes * (call.in_channels * height * width + call.out_channels * pixels(call));
}

double far_bytes(const KernelCall& call, double cache_bytes) {
  return std::max(0.0, map_bytes(call, cache_bytes) - cache_bytes);
}

double lowered_bytes(const KernelCall& call, double) {
  if (call.kernel == Kernel::winograd)
    return float_bytes * points * tiles(call) * (call.in_channels + call.out_channels);
  if (call.kernel != Kernel::conv || is_pointwise(call)) return 0;
  return float_bytes * call.in_channels * taps(call) * pixels(call);
}

double rows(const KernelCall& call, double) {
  switch (call.kernel) {
    case Kernel::conv:
      return is_pointwise(call) ? 0 : call.in_channels * taps(call) * call.out_height;
    case Kernel::winograd:
      return (call.in_channels + call.out_channels) * tile_rows(call);
    case Kernel::depthwise:
    case Kernel::pool:
      return call.out_channels * taps(call) * call.out_height;
    case Kernel::dense:
    case Kernel::sparse_dense:
      return 0;
    case Kernel::lrn:
    case Kernel::elementwise:
      break;
  }
  return call.out_channels * call.out_height;
}

bool same_law(const KernelCall& a, const KernelCall& b) {
  return a.kernel == b.kernel && a.kernel_height == b.kernel_height &&
         a.kernel_width == b.kernel_width && a.stride_height == b.stride_height &&
         a.stride_width == b.stride_width;
}

double squared_distance(const KernelCall& a, const KernelCall& b) {
  double sum = 0;
  for (const auto axis : {&KernelCall::in_channels, &KernelCall::out_channels,
                          &KernelCall::out_height, &KernelCall::out_width}) {
    const double logarithm = std::log(a.*axis / b.*axis);
    sum += logarithm * logarithm;
  }
  return sum;
}

}  // namespace

double layer_operations(const KernelCall& call) {
  KernelCall direct = call;
  if (direct.kernel == Kernel::winograd) direct.kernel = Kernel::conv;
  return operations(direct, 0);
}

const std::vector<CostTerm>& cost_terms() {
  static const std::vector<CostTerm> terms{
      {"s_per_call", "every call", &KernelLaw::s_per_call, calls},
      {"s_per_operation",
       "a multiply-accumulate; of winograd, one of those that are left; of other kernels, an input "
       "in a window",
       &KernelLaw::s_per_operation, operations},
      {"s_per_weight_byte", "a byte of weights (of winograd, transformed ones)",
       &KernelLaw::s_per_weight_byte, weight_bytes},
      {"s_per_map_byte", "a byte of the input and output maps", &KernelLaw::s_per_map_byte,
       map_bytes},
      {"s_per_far_byte", "a byte of these maps beyond `cache_bytes`", &KernelLaw::s_per_far_byte,
       far_bytes},
      {"s_per_lowered_byte",
       "a byte of the matrix that a convolution is lowered to, of the tiles of winograd",
       &KernelLaw::s_per_lowered_byte, lowered_bytes},
      {"s_per_row",
       "a row that a loop runs along: of the lowered matrix, of tiles, of a tap, of a map",
       &KernelLaw::s_per_row, rows}};
  return terms;
}

const KernelLaw* law_of(const ComputeCost& cost, Kernel kernel) {
  const auto law = cost.laws.find(kernel);
  if (law != cost.laws.end()) return &law->second;
  return kernel == Kernel::winograd ? law_of(cost, Kernel::conv) : nullptr;
}

double law_seconds(const KernelLaw& law, double cache_bytes, const KernelCall& call) {
  double seconds = 0;
  for (const CostTerm& term : cost_terms())
    seconds += law.*term.seconds * term.amount(call, cache_bytes);
  return seconds;
}

double call_seconds(const ComputeCost& cost, const KernelCall& asked) {
  KernelCall call = asked;
  if (!cost.laws.contains(call.kernel) && call.kernel == Kernel::winograd)
    call.kernel = Kernel::conv;
  const KernelLaw& law = cost.laws.at(call.kernel);
  double sum = 0, weights_sum = 0;
  for (const ProfileRow& row : cost.profile) {
    if (!same_law(row.call, call)) continue;
    const double distance = squared_distance(row.call, call);
    if (distance == 0) return row.seconds;
    const double weight = 1 / (distance * distance);
    sum += weight * std::log(row.seconds / law_seconds(law, cost.cache_bytes, row.call));
    weights_sum += weight;
  }
  const double factor = weights_sum > 0 ? std::exp(sum / weights_sum) : 1;
  return factor * law_seconds(law, cost.cache_bytes, call);
}

}  // namespace modnn
