#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "models/kernels/compute.h"

namespace modnn {
namespace {

void add_squares(const Tensor& input, Index channel, const Box& box, double sign,
                 std::vector<double>& sums) {
  double* sum = sums.data();
  for (Index r = box.rows.begin; r < box.rows.end; ++r) {
    const float* source = input.row(channel, r) + (box.cols.begin - input.box.cols.begin);
    for (Index x = 0; x < box.cols.size(); ++x) *sum++ += sign * source[x] * source[x];
  }
}

}  // namespace

// The window of squares slides along the channels: one channel enters, one leaves.
void compute(const Lrn& layer, const LayerCall& call, Tensor& output) {
  const Tensor& input = *call.inputs[0];
  copy_overlap(input, output);
  const Box& box = output.box;
  const Index channels = call.maps[0].channels;
  const Index below = layer.size / 2, above = (layer.size - 1) / 2;
  std::vector<double> sums(static_cast<std::size_t>(box.rows.size() * box.cols.size()));
  Range window{std::max<Index>(0, box.channels.begin - below), 0};
  window.end = window.begin;
  for (Index c = box.channels.begin; c < box.channels.end; ++c) {
    for (; window.end < std::min(channels, c + above + 1); ++window.end)
      add_squares(input, window.end, box, 1, sums);
    for (; window.begin < c - below; ++window.begin)
      add_squares(input, window.begin, box, -1, sums);
    float* values = output.row(c, box.rows.begin);
    const double scale = layer.alpha / static_cast<double>(layer.size);
    for (double sum : sums) {
      *values = static_cast<float>(*values / std::pow(layer.bias + scale * sum, layer.beta));
      ++values;
    }
  }
}

void compute(const Softmax&, const LayerCall& call, Tensor& output) {
  const std::vector<float>& x = call.inputs[0]->values;
  // Shifting by the maximum keeps exp() from overflowing and cancels in the quotient.
  const float top = *std::max_element(x.begin(), x.end());
  const double sum = std::accumulate(x.begin(), x.end(), 0.0, [&](double total, float value) {
    return total + std::exp(static_cast<double>(value - top));
  });
  for (Index i = 0; i < output.box.channels.size(); ++i) {
    const float value = x[static_cast<std::size_t>(output.box.channels.begin + i)];
    output.values[static_cast<std::size_t>(i)] =
        static_cast<float>(std::exp(static_cast<double>(value - top)) / sum);
  }
}

}  // namespace modnn
