#pragma once

#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "config/words.h"

namespace modnn {

/// The kernels whose time follows a law of its own.
enum class Kernel {
  conv,
  winograd,
  depthwise,
  dense,
  sparse_dense,
  pool,
  lrn,
  softmax,
  elementwise
};

inline const Words<Kernel> kernel_words{{Kernel::conv, "conv"},
                                        {Kernel::winograd, "winograd"},
                                        {Kernel::depthwise, "depthwise"},
                                        {Kernel::dense, "dense"},
                                        {Kernel::sparse_dense, "sparse_dense"},
                                        {Kernel::pool, "pool"},
                                        {Kernel::lrn, "lrn"},
                                        {Kernel::softmax, "softmax"},
                                        {Kernel::elementwise, "elementwise"}};

/// One call of a kernel: all that its time is taken to depend on. A dense layer has channels alone;
/// channels of several inputs add up; what is copied in one piece is one row, and so is a whole map
/// that is pooled.
struct KernelCall {
  Kernel kernel = Kernel::elementwise;
  double kernel_height = 1, kernel_width = 1;
  double stride_height = 1, stride_width = 1;
  double groups = 1;
  double in_channels = 1, out_channels = 1;
  double out_height = 1, out_width = 1;
  double density = 1;  ///< share of the weights that are not pruned
};

/// What a call costs, in seconds for each of the amounts that it is made of.
struct KernelLaw {
  double s_per_call = 0;
  double s_per_operation = 0;
  double s_per_weight_byte = 0;
  double s_per_packed_byte = 0;
  double s_per_map_byte = 0;
  double s_per_far_byte = 0;
  double s_per_lowered_byte = 0;
  double s_per_row = 0;
};

/// Multiply-accumulates of the call as its layer defines it; of kernels without weights, inputs in
/// windows.
double layer_operations(const KernelCall& call);

/// Products of matrices that are alike: weights of `rows` x `depth` times inputs of `depth` x
/// `columns`. A convolution has one for each group and block of rows that it lowers, Winograd's 36
/// for each block of rows of tiles.
struct Products {
  double count = 0, rows = 0, depth = 0, columns = 0;
};

/// Those of a convolution, direct or by tiles: of whole blocks, and of what is left. Other kernels
/// have none.
std::array<Products, 2> products_of(const KernelCall& call);

/// One amount: how much of it a call has, and what of it costs. `cache_bytes` is what one core can
/// count on.
struct CostTerm {
  std::string_view key;
  std::string_view help;
  double KernelLaw::*seconds;
  double (*amount)(const KernelCall& call, double cache_bytes);
  /// The kernel with which this one has the coefficient in common where they do the same: itself
  /// where it does something of its own, nothing where it has no such amount.
  std::optional<Kernel> (*common)(Kernel kernel);
};
const std::vector<CostTerm>& cost_terms();

/// A call that was measured.
struct ProfileRow {
  KernelCall call;
  double seconds = 0;
};

/// Seconds that whole layers took, by model and layer.
using LayerSeconds = std::map<std::string, std::map<std::string, double>>;

/// How long the kernels of a device take: a law for each, which the rows of a profile correct.
struct ComputeCost {
  double cache_bytes = 0;
  std::map<Kernel, KernelLaw> laws{};
  std::vector<ProfileRow> profile{};
  LayerSeconds layers{};  ///< also of kernels that have no law
};

/// The law of a kernel; of Winograd's, where there is none, that of the other convolutions. Null:
/// there is none.
const KernelLaw* law_of(const ComputeCost& cost, Kernel kernel);

/// Seconds of a call by a law alone.
double law_seconds(const KernelLaw& law, double cache_bytes, const KernelCall& call);

/// Whether a measured call says something of one of these: of the same kernel, window and stride.
bool corrects_any(const ComputeCost& cost, const std::vector<KernelCall>& calls);

/// Seconds of a call, whose kernel must have a law: the law's, times the factor by which the rows
/// of the same kernel, window and stride took longer than by the law. Their factors are weighted
/// (in their logarithms) by 1 / distance^4, where the distance of two calls is that of the
/// logarithms of their channels, height and width; the law itself counts as one of the rows, at a
/// distance of log 4. A call that was measured takes what was measured.
double call_seconds(const ComputeCost& cost, const KernelCall& call);

}  // namespace modnn
