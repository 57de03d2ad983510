#pragma once

#include "models/layers/activation.h"
#include "models/layers/rules.h"

namespace modnn {

/// y = W x + b with a pruned W in compressed sparse rows. Every row holds round(density x inputs)
/// of the inputs (at least one). With `blocks` = k > 1, W has k planted co-clusters: inputs and
/// outputs fall into k scrambled groups, and only the fraction `noise` of the nonzeros links
/// different groups.
struct SparseDense {
  static constexpr std::string_view kind = "sparse_dense";
  static constexpr std::string_view help = "y = W x + b with a pruned W in compressed sparse rows";
  static constexpr Locality locality = Locality::neurons;
  static constexpr Reach reach = Reach::map;
  static constexpr Storage weights = Storage::sparse;

  Index outputs = 0;
  double density = 1;
  Index blocks = 1;
  double noise = 0;
  bool bias = true;
  Activation activation = Activation::none;  ///< fused

  static Fields<SparseDense> fields();
};

Shape output_shape(const SparseDense& layer, const std::vector<Shape>& inputs);
Box input_region(const SparseDense& layer, const std::vector<Shape>& inputs, std::size_t which,
                 const Box& output);
Work operations(const SparseDense& layer, const std::vector<Shape>& inputs, const Box& output);
ParameterLayout parameter_layout(const SparseDense& layer, const std::vector<Shape>& inputs);
void compute(const SparseDense& layer, const LayerCall& call, Tensor& output);

}  // namespace modnn
