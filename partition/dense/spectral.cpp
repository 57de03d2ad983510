#include "partition/dense/spectral.h"

#include <Spectra/SymEigsSolver.h>
#include <algorithm>
#include <cmath>
#include <exception>

#include "config/random.h"

namespace modnn {
namespace {

using Vector = Eigen::VectorXd;

Vector inverse_roots(const std::vector<Index>& starts) {
  Vector roots(static_cast<Eigen::Index>(starts.size()) - 1);
  for (Eigen::Index i = 0; i < roots.size(); ++i) {
    const Index degree = starts[i + 1] - starts[i];
    roots[i] = degree > 0 ? 1 / std::sqrt(static_cast<double>(degree)) : 0;
  }
  return roots;
}

/// The matrix, or of a large one a random sample of its nonzeros: dropping entries at random
/// changes the leading singular vectors little while every row and column keeps many (Achlioptas
/// and McSherry, J. ACM 2007).
Bipartite sampled(const Bipartite& graph) {
  const Index wanted = 40 * (graph.rows + graph.columns);
  if (graph.nonzeros() <= 2 * wanted) return graph;
  const auto threshold = static_cast<std::uint64_t>(static_cast<double>(wanted) /
                                                    static_cast<double>(graph.nonzeros()) * 0x1p63);
  const CounterRandom random(0, "spectral.sample");
  std::vector<Index> starts{0};
  std::vector<std::int32_t> column_of;
  for (Index i = 0; i < graph.rows; ++i) {
    for (Index n = graph.row_starts[i]; n < graph.row_starts[i + 1]; ++n)
      if (random.bits(static_cast<std::uint64_t>(n)) >> 1 < threshold)
        column_of.push_back(graph.column_of[n]);
    starts.push_back(static_cast<Index>(column_of.size()));
  }
  return make_bipartite(graph.columns, starts, column_of);
}

/// y[i] = sum of x over the neighbours of i. Four partial sums let the additions overlap.
Vector gather(const std::vector<Index>& starts, const std::vector<std::int32_t>& neighbours,
              const Vector& x) {
  Vector y(static_cast<Eigen::Index>(starts.size()) - 1);
  const double* const values = x.data();
  const std::int32_t* const at = neighbours.data();
  for (Eigen::Index i = 0; i < y.size(); ++i) {
    double a = 0, b = 0, c = 0, d = 0;
    Index n = starts[i];
    for (; n + 4 <= starts[i + 1]; n += 4) {
      a += values[at[n]];
      b += values[at[n + 1]];
      c += values[at[n + 2]];
      d += values[at[n + 3]];
    }
    for (; n < starts[i + 1]; ++n) a += values[at[n]];
    y[i] = (a + b) + (c + d);
  }
  return y;
}

/// A_n, and the smaller of A_n A_n' and A_n' A_n as the operator of the eigenvalue solver.
class Normalized {
 public:
  using Scalar = double;

  explicit Normalized(const Bipartite& graph)
      : graph_(graph),
        row_roots_(inverse_roots(graph.row_starts)),
        column_roots_(inverse_roots(graph.column_starts)) {}

  bool rows_are_fewer() const { return graph_.rows <= graph_.columns; }
  const Vector& row_roots() const { return row_roots_; }
  const Vector& column_roots() const { return column_roots_; }

  Vector times(const Vector& x) const {
    return row_roots_.cwiseProduct(
        gather(graph_.row_starts, graph_.column_of, column_roots_.cwiseProduct(x)));
  }
  Vector transposed_times(const Vector& x) const {
    return column_roots_.cwiseProduct(
        gather(graph_.column_starts, graph_.row_of, row_roots_.cwiseProduct(x)));
  }

  // What Spectra asks of an operator.
  Eigen::Index rows() const { return std::min(graph_.rows, graph_.columns); }
  Eigen::Index cols() const { return rows(); }
  void perform_op(const double* in, double* out) const {
    const Vector x = Eigen::Map<const Vector>(in, rows());
    Eigen::Map<Vector>(out, rows()) =
        rows_are_fewer() ? times(transposed_times(x)) : transposed_times(times(x));
  }

 private:
  const Bipartite& graph_;
  Vector row_roots_;
  Vector column_roots_;
};

/// Eigenvectors by falling eigenvalue; none when the solver fails, as it may on a degenerate
/// matrix: clusters then start without them.
Eigen::MatrixXd leading_vectors(Normalized& matrix, Eigen::Index pairs, Eigen::Index basis,
                                const Vector& start) {
  try {
    Spectra::SymEigsSolver<Normalized> solver(matrix, pairs, basis);
    solver.init(start.data());
    // Clusters show in vectors of little accuracy, whose values stand apart from the rest; what has
    // not converged after so many restarts does not, and any mixture of it is as good.
    solver.compute(Spectra::SortRule::LargestAlge, 60, 1e-4, Spectra::SortRule::LargestAlge);
    Eigen::MatrixXd vectors = solver.eigenvectors();
    if (vectors.allFinite()) return vectors;
  } catch (const std::exception&) {
  }
  return {};
}

}  // namespace

Eigen::MatrixXd spectral_embedding(const Bipartite& whole, int dimensions) {
  const Bipartite graph = sampled(whole);
  Normalized matrix(graph);
  const Eigen::Index size = matrix.rows();
  const Eigen::Index pairs = std::min<Eigen::Index>(dimensions + 1, size - 1);
  if (pairs < 2 || graph.nonzeros() == 0)
    return Eigen::MatrixXd::Zero(graph.rows + graph.columns, 0);
  const Eigen::Index basis =
      std::min<Eigen::Index>(size, std::max<Eigen::Index>(2 * pairs + 1, 20));
  // Smooth in the index, but in no symmetric relation to any vector of interest.
  Vector start(size);
  for (Eigen::Index i = 0; i < size; ++i) start[i] = 1 + std::sin(static_cast<double>(i) * 1.7);
  const Eigen::MatrixXd vectors = leading_vectors(matrix, pairs, basis, start);

  Eigen::MatrixXd points = Eigen::MatrixXd::Zero(graph.rows + graph.columns,
                                                 std::max<Eigen::Index>(0, vectors.cols() - 1));
  for (Eigen::Index d = 0; d < points.cols(); ++d) {
    Vector one = vectors.col(d + 1);
    Eigen::Index largest = 0;
    one.cwiseAbs().maxCoeff(&largest);
    if (one[largest] < 0) one = -one;
    Vector other = matrix.rows_are_fewer() ? matrix.transposed_times(one) : matrix.times(one);
    const double length = other.norm();
    if (length > 0) other /= length;
    const Vector& rows = matrix.rows_are_fewer() ? one : other;
    const Vector& columns = matrix.rows_are_fewer() ? other : one;
    points.col(d) << matrix.row_roots().cwiseProduct(rows),
        matrix.column_roots().cwiseProduct(columns);
  }
  return points;
}

}  // namespace modnn
