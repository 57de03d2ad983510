#pragma once

#include <Eigen/Dense>

#include "partition/dense/bipartite.h"

namespace modnn {

/// Points in which rows and columns of a matrix lie close when they share nonzeros: the spectral
/// embedding of Dhillon (KDD 2001, section 4). With A the 0/1 pattern, D1 and D2 its row and column
/// sums and A_n = D1^-1/2 A D2^-1/2, the singular vector pairs 2 to dimensions + 1 of A_n give row
/// i the coordinates (D1^-1/2 U)_i and column j (D2^-1/2 V)_j. Rows and columns without nonzeros
/// lie at the origin. The vectors come from a fixed start and the largest coordinate of each is
/// made positive, so that equal input gives equal output. Fewer dimensions come back when the
/// matrix is too small for so many pairs.
///
/// Returns (rows + columns) x dimensions, rows first.
Eigen::MatrixXd spectral_embedding(const Bipartite& graph, int dimensions);

}  // namespace modnn
