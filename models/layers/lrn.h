#pragma once

#include "models/layers/rules.h"

namespace modnn {

/// Local response normalisation across `size` neighbouring channels (Krizhevsky et al., NIPS 2012,
/// section 3.3, with Caffe's alpha / size): y = x / (bias + alpha / size * sum x^2) ^ beta. An even
/// size reaches one channel further down than up.
struct Lrn {
  static constexpr std::string_view kind = "lrn";
  static constexpr std::string_view help =
      "local response normalisation across neighbouring channels: y = x / (bias + alpha / size * "
      "sum x^2) ^ beta";
  static constexpr Locality locality = Locality::spatial;
  static constexpr Reach reach = Reach::pixel;
  static constexpr Storage weights = Storage::none;

  Index size = 5;
  double alpha = 1e-4;
  double beta = 0.75;
  double bias = 1;

  static Fields<Lrn> fields();
};

Shape output_shape(const Lrn& layer, const std::vector<Shape>& inputs);
Box input_region(const Lrn& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const Lrn& layer, const std::vector<Shape>& inputs, const Box& output);
void compute(const Lrn& layer, const LayerCall& call, Tensor& output);

}  // namespace modnn
