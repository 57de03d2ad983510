#include "platforms/kernel_cost.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace modnn {
namespace {

constexpr double float_bytes = 4;
constexpr double tile = 4;     // Winograd's F(4x4, 3x3): outputs of a tile along one axis,
constexpr double points = 36;  // and values of a transformed one
// What is lowered or transformed at once, as in models/layers/conv.cpp and models/kernels.
constexpr double lowered_floats = 1U << 19U;
constexpr double tiles_floats = 1U << 21U;
// OpenBLAS copies matrices into panels before it multiplies them, but for products of at most so
// many multiply-accumulates; it computes so many columns at once.
constexpr double unpacked_operations = 1e6;
constexpr double strip = 16;

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
    case Kernel::softmax:
    case Kernel::elementwise:
      break;
  }
  return 0;
}

/// Rows of outputs, or of tiles, that a convolution computes at once.
double rows_of_block(const KernelCall& call) {
  const bool by_tiles = call.kernel == Kernel::winograd;
  const double row_floats =
      by_tiles ? points * (call.in_channels + call.out_channels) * std::ceil(call.out_width / tile)
               : call.in_channels / call.groups * taps(call) * call.out_width;
  const double most = std::floor((by_tiles ? tiles_floats : lowered_floats) / row_floats);
  return std::clamp(most, 1.0, by_tiles ? tile_rows(call) : call.out_height);
}

bool has_products(const KernelCall& call) {
  return call.kernel == Kernel::conv || call.kernel == Kernel::winograd;
}

/// Left to a routine that reads the weights once, as they lie.
bool of_vector(const Products& products) { return products.rows == 1 || products.columns == 1; }

/// Of the columns that fill no strip, 8, 4, 2 and 1 are computed by themselves, each in about half
/// the time that a strip takes.
double computed_columns(const Products& products) {
  if (of_vector(products)) return products.columns;
  const double strips = std::floor(products.columns / strip);
  const auto left = static_cast<unsigned>(products.columns - strips * strip);
  return strip * strips + strip / 2 * std::popcount(left);
}

double product_operations(const KernelCall& call) {
  double sum = 0;
  for (const Products& products : products_of(call))
    sum += products.count * products.rows * products.depth * computed_columns(products);
  return sum;
}

/// Weights are gathered from several rows at once for every product, packed or not.
double packed_bytes(const KernelCall& call, double) {
  double sum = 0;
  for (const Products& products : products_of(call))
    if (!of_vector(products)) sum += products.count * products.rows * products.depth;
  return float_bytes * sum;
}

/// Inputs of products that are packed: they were just written, and are in the cache.
double packed_input_bytes(const KernelCall& call) {
  double sum = 0;
  for (const Products& products : products_of(call))
    if (!of_vector(products) &&
        products.rows * products.depth * products.columns > unpacked_operations)
      sum += products.count * products.depth * products.columns;
  return float_bytes * sum;
}

double calls(const KernelCall&, double) { return 1; }

/// Inputs that do not lie side by side are loaded one by one, which takes twice as long.
double operations(const KernelCall& call, double) {
  if (has_products(call)) return product_operations(call);
  const bool windows = call.kernel == Kernel::depthwise || call.kernel == Kernel::pool;
  return (windows && call.stride_width > 1 ? 2 : 1) * layer_operations(call);
}

/// A weight of a sparse matrix comes with its column.
double weight_bytes(const KernelCall& call, double) {
  return (call.kernel == Kernel::sparse_dense ? 2 : 1) * float_bytes * weights(call);
}

double input_bytes(const KernelCall& call) {
  const double height = (call.out_height - 1) * call.stride_height + call.kernel_height;
  const double width = (call.out_width - 1) * call.stride_width + call.kernel_width;
  return float_bytes * call.in_channels * height * width;
}

double output_bytes(const KernelCall& call) {
  return float_bytes * call.out_channels * pixels(call);
}

/// Of a sum, the maps that are added.
double inputs_of(const KernelCall& call) {
  return std::max(1.0, std::floor(call.in_channels / call.out_channels));
}

/// Reads and writes of the output: zeros are written before values are. A convolution writes
/// biases, adds its products to them and activates them, a sum copies its first map, adds each
/// other one and activates, and what is normalised is copied first.
double output_passes(const KernelCall& call) {
  if (call.kernel == Kernel::conv) return 6;
  if (call.kernel == Kernel::lrn) return 4;
  if (call.kernel == Kernel::elementwise && inputs_of(call) > 1) return 2 + 2 * inputs_of(call);
  return 2;
}

/// What is packed is read and written.
double map_bytes(const KernelCall& call, double) {
  return input_bytes(call) + output_passes(call) * output_bytes(call) +
         2 * packed_input_bytes(call);
}

double lowered_bytes(const KernelCall& call, double) {
  if (call.kernel == Kernel::winograd)
    return float_bytes * points * tiles(call) * (call.in_channels + call.out_channels);
  if (call.kernel != Kernel::conv || is_pointwise(call)) return 0;
  return float_bytes * call.in_channels * taps(call) * pixels(call);
}

/// A pass along maps of twice the cache finds nothing of them there: what it needs next was
/// evicted.
double far_bytes(const KernelCall& call, double cache_bytes) {
  const double beyond = (input_bytes(call) + output_bytes(call)) / cache_bytes - 1;
  return std::clamp(beyond, 0.0, 1.0) * map_bytes(call, 0);
}

/// Those of windows, which end at the border of the map, count twice, and one that is copied a
/// quarter more than one that is added. A row of Winograd's tiles has 6 rows to load, one loop down
/// and 6 x 2 along the rows of an input channel, and 6 down and 4 x 4 along of an output channel.
double rows(const KernelCall& call, double) {
  switch (call.kernel) {
    case Kernel::conv:
      return is_pointwise(call) ? 0 : 2 * call.in_channels * taps(call) * call.out_height;
    case Kernel::winograd:
      return (19 * call.in_channels + 22 * call.out_channels) * tile_rows(call);
    case Kernel::depthwise:
    case Kernel::pool:
      return 2 * call.out_channels * taps(call) * call.out_height;
    case Kernel::lrn:
      return 4 * call.out_channels * call.out_height;
    case Kernel::elementwise:
      return (inputs_of(call) > 1 ? 1 : 1.25) * call.in_channels * call.out_height;
    case Kernel::dense:
    case Kernel::sparse_dense:
    case Kernel::softmax:
      break;
  }
  return 0;
}

std::optional<Kernel> of_all(Kernel) { return Kernel::elementwise; }

std::optional<Kernel> of_operations(Kernel kernel) {
  switch (kernel) {
    case Kernel::winograd:
      return Kernel::conv;  // products of matrices
    case Kernel::depthwise:
      return Kernel::pool;  // along rows, tap by tap
    case Kernel::softmax:
      return Kernel::lrn;  // exponentials and logarithms
    default:
      return kernel;
  }
}

std::optional<Kernel> of_weights(Kernel kernel) {
  switch (kernel) {
    case Kernel::conv:
    case Kernel::winograd:
      return Kernel::conv;
    case Kernel::depthwise:
    case Kernel::dense:
    case Kernel::sparse_dense:
      return kernel;
    default:
      return std::nullopt;
  }
}

std::optional<Kernel> of_products(Kernel kernel) {
  if (kernel == Kernel::conv || kernel == Kernel::winograd) return Kernel::conv;
  return std::nullopt;
}

std::optional<Kernel> of_rows(Kernel kernel) {
  if (kernel == Kernel::dense || kernel == Kernel::sparse_dense || kernel == Kernel::softmax)
    return std::nullopt;
  return Kernel::elementwise;
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
  if (weights(direct) > 0) return weights(direct) * pixels(call);
  if (call.kernel == Kernel::lrn || call.kernel == Kernel::softmax)
    return 2 * call.out_channels * pixels(call);
  return call.out_channels * taps(call) * pixels(call);
}

std::array<Products, 2> products_of(const KernelCall& call) {
  if (!has_products(call)) return {};
  const bool by_tiles = call.kernel == Kernel::winograd;
  const double height = by_tiles ? tile_rows(call) : call.out_height;
  const double width = by_tiles ? std::ceil(call.out_width / tile) : call.out_width;
  const double rows = rows_of_block(call), blocks = std::floor(height / rows);
  Products whole{.count = by_tiles ? points : call.groups,
                 .rows = call.out_channels / call.groups,
                 .depth = call.in_channels / call.groups * (by_tiles ? 1 : taps(call)),
                 .columns = rows * width};
  Products rest = whole;
  whole.count *= blocks;
  rest.columns = (height - blocks * rows) * width;
  if (rest.columns == 0) rest = {};
  return {whole, rest};
}

const std::vector<CostTerm>& cost_terms() {
  static const std::vector<CostTerm> terms{
      {"s_per_call", "every call", &KernelLaw::s_per_call, calls, of_all},
      {"s_per_operation",
       "a multiply-accumulate; of winograd, one of those that are left; of both, the columns of "
       "products that are no strip of 16 take longer; of lrn and softmax, an exponential or "
       "logarithm, two for each output; of other kernels, an input in a window, two where it has "
       "strides",
       &KernelLaw::s_per_operation, operations, of_operations},
      {"s_per_weight_byte", "a byte of weights (of winograd, transformed ones)",
       &KernelLaw::s_per_weight_byte, weight_bytes, of_weights},
      {"s_per_packed_byte",
       "a byte of weights for each product of matrices that they are packed for: one for every "
       "block of rows; none where an output is a single pixel",
       &KernelLaw::s_per_packed_byte, packed_bytes, of_products},
      {"s_per_map_byte",
       "a byte of the input map, of the output map for each time that it is read or written, and "
       "twice one of the inputs of large products",
       &KernelLaw::s_per_map_byte, map_bytes, of_all},
      {"s_per_far_byte",
       "one of these bytes where the maps are larger than `cache_bytes`; a share of it up to twice "
       "as large",
       &KernelLaw::s_per_far_byte, far_bytes, of_all},
      {"s_per_lowered_byte",
       "a byte of the matrix that a convolution is lowered to, of the tiles of winograd",
       &KernelLaw::s_per_lowered_byte, lowered_bytes, of_products},
      {"s_per_row",
       "a row that a loop runs along: of the lowered matrix and of a tap (two, as they end at the "
       "border), of tiles, of a map",
       &KernelLaw::s_per_row, rows, of_rows}};
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

bool corrects_any(const ComputeCost& cost, const std::vector<KernelCall>& calls) {
  return std::ranges::any_of(cost.profile, [&](const ProfileRow& row) {
    return std::ranges::any_of(calls,
                               [&](const KernelCall& call) { return same_law(row.call, call); });
  });
}

double call_seconds(const ComputeCost& cost, const KernelCall& asked) {
  KernelCall call = asked;
  if (!cost.laws.contains(call.kernel) && call.kernel == Kernel::winograd)
    call.kernel = Kernel::conv;
  const KernelLaw& law = cost.laws.at(call.kernel);
  const double apart = std::log(4) * std::log(4);
  double sum = 0, weights_sum = 1 / (apart * apart);
  for (const ProfileRow& row : cost.profile) {
    if (!same_law(row.call, call)) continue;
    const double distance = squared_distance(row.call, call);
    if (distance == 0) return row.seconds;
    const double weight = 1 / (distance * distance);
    sum += weight * std::log(row.seconds / law_seconds(law, cost.cache_bytes, row.call));
    weights_sum += weight;
  }
  return std::exp(sum / weights_sum) * law_seconds(law, cost.cache_bytes, call);
}

}  // namespace modnn
