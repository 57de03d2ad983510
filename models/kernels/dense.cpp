#include "models/kernels/compute.h"
#include "models/kernels/matrix.h"

namespace modnn {

// Only the rows of W of the wanted outputs are read.
void compute(const Dense& dense, const LayerCall& call, Tensor& output) {
  use_single_threaded_blas();
  // A layer needs all of its input, but the tensor may not cover more than the map.
  const std::vector<float>& x = call.inputs[0]->values;
  const Index columns = static_cast<Index>(x.size());
  const Range& wanted = output.box.channels;
  VectorView y(output.values.data(), wanted.size());
  if (dense.bias)
    y = ConstVectorView(call.weights.bias.data() + wanted.begin, wanted.size());
  else
    y.setZero();
  const ConstMatrixView w(call.weights.kernel.data() + wanted.begin * columns, wanted.size(),
                          columns, Eigen::OuterStride<>(columns));
  y.noalias() += w * ConstVectorView(x.data(), columns);
  activate(dense.activation, output.values.data(), wanted.size());
}

}  // namespace modnn
