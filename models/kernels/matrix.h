#pragma once

#include <Eigen/Core>

#include "models/maps/shape.h"

namespace modnn {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
/// Row-major matrices inside larger ones: `OuterStride` is the distance between rows.
using MatrixView = Eigen::Map<RowMajor, Eigen::Unaligned, Eigen::OuterStride<>>;
using ConstMatrixView = Eigen::Map<const RowMajor, Eigen::Unaligned, Eigen::OuterStride<>>;
using VectorView = Eigen::Map<Eigen::VectorXf>;
using ConstVectorView = Eigen::Map<const Eigen::VectorXf>;

/// Keeps OpenBLAS, which Eigen calls for products, on the calling thread: simulations run side by
/// side in forked processes, one per core. Throws std::bad_alloc when there is no memory for it.
void use_single_threaded_blas();

}  // namespace modnn
