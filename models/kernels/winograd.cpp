#include "models/kernels/winograd.h"

#include <algorithm>
#include <array>
#include <memory>

#include "models/kernels/clones.h"
#include "models/kernels/matrix.h"
#include "models/kernels/winograd_transform.h"

namespace modnn {

using namespace winograd;

namespace {

/// Floats of transformed inputs and outputs of a block of tiles.
constexpr Index block_floats = Index{1} << 21;

/// The tiles of an output region, in blocks of whole tile rows.
struct Tiling {
  Index columns = 0;        // tiles side by side
  Index rows = 0;           // tiles one below the other
  Index rows_of_block = 0;  // of them computed at once
};

Tiling tile_region(const Box& box, Index inputs) {
  Tiling t;
  t.columns = (box.cols.size() + tile - 1) / tile;
  t.rows = (box.rows.size() + tile - 1) / tile;
  const Index floats_per_row = points * (inputs + box.channels.size()) * t.columns;
  t.rows_of_block = std::clamp<Index>(block_floats / floats_per_row, 1, t.rows);
  return t;
}

/// Scratch of one channel's transform.
struct RowBuffers {
  explicit RowBuffers(Index tile_columns)
      : width(tile * (tile_columns + 1)),
        phase(tile_columns + 1),
        rows(static_cast<std::size_t>(taps * width)),
        vertical(static_cast<std::size_t>(taps * width)),
        phases(static_cast<std::size_t>(tile * phase)) {}
  Index width, phase;
  std::vector<float> rows, vertical, phases;
};

/// Copies six input rows from map position (y, x) on into the buffer; zeros outside the map.
void load_rows(const Tensor& input, const Shape& map, Index channel, Index y, Index x,
               RowBuffers& buffers) {
  const Range inside = intersect(Range{x, x + buffers.width}, input.box.cols);
  for (Index i = 0; i < taps; ++i) {
    float* row = buffers.rows.data() + i * buffers.width;
    // Rows past the region's own are part of unfinished tiles: their outputs are dropped.
    if (y + i < std::max<Index>(0, input.box.rows.begin) ||
        y + i >= std::min(map.height, input.box.rows.end) || inside.empty()) {
      std::fill_n(row, buffers.width, 0.0F);
      continue;
    }
    float* end = std::fill_n(row, inside.begin - x, 0.0F);
    end = std::copy_n(input.row(channel, y + i) + (inside.begin - input.box.cols.begin),
                      inside.size(), end);
    std::fill(end, row + buffers.width, 0.0F);
  }
}

/// V[point][channel][tile] = B^T d B for one row of tiles of one channel; `v` points at the first
/// tile of point 0, points lie `point_stride` apart.
void transform_input_row(RowBuffers& b, Index tile_columns, float* v, Index point_stride) {
  std::array<const float*, taps> in;
  std::array<float*, taps> out;
  for (Index i = 0; i < taps; ++i) {
    in[static_cast<std::size_t>(i)] = b.rows.data() + i * b.width;
    out[static_cast<std::size_t>(i)] = b.vertical.data() + i * b.width;
  }
  transform_inputs(in, out, b.width);
  for (Index i = 0; i < taps; ++i) {
    split_phases(b.vertical.data() + i * b.width, b.phase, b.phases.data());
    for (Index j = 0; j < taps; ++j) {
      in[static_cast<std::size_t>(j)] = b.phases.data() + (j % tile) * b.phase + j / tile;
      out[static_cast<std::size_t>(j)] = v + (i * taps + j) * point_stride;
    }
    transform_inputs(in, out, tile_columns);
  }
}

/// Four output rows (in b.rows) from one row of tiles of one channel.
void transform_output_row(RowBuffers& b, Index tile_columns, const float* m, Index point_stride) {
  std::array<const float*, taps> in;
  std::array<float*, tile> out;
  // Down the columns of each tile first: vertical[r][j][tile].
  for (Index j = 0; j < taps; ++j) {
    for (Index i = 0; i < taps; ++i)
      in[static_cast<std::size_t>(i)] = m + (i * taps + j) * point_stride;
    for (Index r = 0; r < tile; ++r)
      out[static_cast<std::size_t>(r)] = b.vertical.data() + (r * taps + j) * tile_columns;
    transform_outputs(in, out, tile_columns);
  }
  for (Index r = 0; r < tile; ++r) {
    for (Index j = 0; j < taps; ++j)
      in[static_cast<std::size_t>(j)] = b.vertical.data() + (r * taps + j) * tile_columns;
    for (Index p = 0; p < tile; ++p)
      out[static_cast<std::size_t>(p)] = b.phases.data() + p * tile_columns;
    transform_outputs(in, out, tile_columns);
    merge_phases(b.phases.data(), tile_columns, b.rows.data() + r * b.width);
  }
}

MODNN_VECTOR_CLONES
void add_bias(const float* source, float bias, float* target, Index count) {
  for (Index i = 0; i < count; ++i) target[i] = source[i] + bias;
}

}  // namespace

bool winograd_pays(const Box& output) {
  constexpr Index enough_tiles =
      12;  // measured: fewer do not pay for reading 36 / 9 of the weights
  const Index tiles =
      ((output.rows.size() + tile - 1) / tile) * ((output.cols.size() + tile - 1) / tile);
  return tiles >= enough_tiles &&
         2 * output.rows.size() * output.cols.size() >= tiles * tile * tile;
}

bool winograd_applies(const Conv& conv, const Shape& input) {
  constexpr Index worthwhile_channels = 16;
  const Window& w = conv.window;
  return w.kernel_height == 3 && w.kernel_width == 3 && w.stride_height == 1 &&
         w.stride_width == 1 && w.dilation_height == 1 && w.dilation_width == 1 &&
         conv.groups == 1 && input.channels >= worthwhile_channels &&
         winograd_pays(whole(output_shape(conv, {input})));
}

std::vector<float> winograd_weights(const Conv& conv, Index input_channels,
                                    const std::vector<float>& kernel) {
  const Index filters = conv.outputs * input_channels;
  std::vector<float> transformed(static_cast<std::size_t>(points * filters));
  for (Index first = 0; first < filters; first += filter_batch)
    transform_filters(kernel.data() + 9 * first, std::min(filter_batch, filters - first),
                      transformed.data() + first, filters);
  return transformed;
}

void compute_winograd(const Conv& conv, const LayerCall& call, Tensor& output) {
  use_single_threaded_blas();
  const Tensor& input = *call.inputs[0];
  const Shape& map = call.maps[0];
  const Box& box = output.box;
  const Index inputs = map.channels, outputs = box.channels.size();
  const Tiling tiling = tile_region(box, inputs);
  const Index block_tiles = tiling.rows_of_block * tiling.columns;
  const auto v = std::make_unique_for_overwrite<float[]>(
      static_cast<std::size_t>(points * inputs * block_tiles));
  const auto m = std::make_unique_for_overwrite<float[]>(
      static_cast<std::size_t>(points * outputs * block_tiles));
  RowBuffers buffers(tiling.columns);

  for (Index first = 0; first < tiling.rows; first += tiling.rows_of_block) {
    const Index tile_rows = std::min(tiling.rows_of_block, tiling.rows - first);
    const Index tiles = tile_rows * tiling.columns;
    for (Index c = 0; c < inputs; ++c)
      for (Index t = 0; t < tile_rows; ++t) {
        load_rows(input, map, c, box.rows.begin + (first + t) * tile - conv.window.pad_top,
                  box.cols.begin - conv.window.pad_left, buffers);
        transform_input_row(buffers, tiling.columns, v.get() + c * tiles + t * tiling.columns,
                            inputs * tiles);
      }
    for (Index point = 0; point < points; ++point) {
      const float* weights =
          call.weights.winograd.data() + (point * conv.outputs + box.channels.begin) * inputs;
      MatrixView(m.get() + point * outputs * tiles, outputs, tiles, Eigen::OuterStride<>(tiles))
          .noalias() = ConstMatrixView(weights, outputs, inputs, Eigen::OuterStride<>(inputs)) *
                       ConstMatrixView(v.get() + point * inputs * tiles, inputs, tiles,
                                       Eigen::OuterStride<>(tiles));
    }
    for (Index c = box.channels.begin; c < box.channels.end; ++c) {
      const float bias = conv.bias ? call.weights.bias[static_cast<std::size_t>(c)] : 0.0F;
      for (Index t = 0; t < tile_rows; ++t) {
        transform_output_row(buffers, tiling.columns,
                             m.get() + (c - box.channels.begin) * tiles + t * tiling.columns,
                             outputs * tiles);
        const Index row = box.rows.begin + (first + t) * tile;
        for (Index r = row; r < std::min(row + tile, box.rows.end); ++r) {
          add_bias(buffers.rows.data() + (r - row) * buffers.width, bias, output.row(c, r),
                   box.cols.size());
          activate(conv.activation, output.row(c, r), box.cols.size());
        }
      }
    }
  }
}

void prepare_weights(const Network& network, Weights& weights) {
  for (LayerId id = 0; id < network.size(); ++id) {
    const Layer& node = network.layer(id);
    const auto* conv = std::get_if<Conv>(&node.kind);
    if (conv == nullptr) continue;
    const Shape& input = network.layer(node.inputs[0]).shape;
    if (!winograd_applies(*conv, input)) continue;
    LayerWeights& layer = weights.layers[static_cast<std::size_t>(id)];
    layer.winograd = winograd_weights(*conv, input.channels, layer.kernel);
  }
}

}  // namespace modnn
