#include "partition/dense/kmeans.h"

#include "config/random.h"

namespace modnn {
namespace {

/// The point at which the running sum of `chances` passes the drawn fraction of their total.
Eigen::Index draw(const Eigen::VectorXd& chances, const CounterRandom& random, int index) {
  const double drawn = static_cast<double>(random.bits(index) >> 11) * 0x1p-53 * chances.sum();
  double passed = 0;
  for (Eigen::Index i = 0; i < chances.size(); ++i) {
    passed += chances[i];
    if (passed > drawn) return i;
  }
  return chances.size() - 1;
}

Eigen::MatrixXd first_centres(const Eigen::MatrixXd& points, const Eigen::VectorXd& weights,
                              int clusters, std::uint64_t seed) {
  const CounterRandom random(seed, "k-means++");
  Eigen::MatrixXd centres(clusters, points.cols());
  Eigen::VectorXd nearest;
  for (int c = 0; c < clusters; ++c) {
    centres.row(c) = points.row(c == 0 ? draw(weights, random, 0)
                                       : draw(weights.cwiseProduct(nearest), random, c));
    const Eigen::VectorXd distance = squared_distances(points, centres.row(c));
    nearest = c == 0 ? distance : nearest.cwiseMin(distance).eval();
  }
  return centres;
}

}  // namespace

Eigen::MatrixXd squared_distances(const Eigen::MatrixXd& points, const Eigen::MatrixXd& centres) {
  Eigen::MatrixXd distances(points.rows(), centres.rows());
  for (Eigen::Index c = 0; c < centres.rows(); ++c)
    distances.col(c) = (points.rowwise() - centres.row(c)).rowwise().squaredNorm();
  return distances;
}

void update_centres(const Eigen::MatrixXd& points, const std::vector<double>& weights,
                    const std::vector<int>& labels, Eigen::MatrixXd& centres) {
  Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(centres.rows(), centres.cols());
  Eigen::VectorXd mass = Eigen::VectorXd::Zero(centres.rows());
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    sums.row(labels[i]) += weights[i] * points.row(i);
    mass[labels[i]] += weights[i];
  }
  for (Eigen::Index c = 0; c < centres.rows(); ++c)
    if (mass[c] > 0) centres.row(c) = sums.row(c) / mass[c];
}

Eigen::MatrixXd kmeans_centres(const Eigen::MatrixXd& points, const std::vector<double>& weights,
                               int clusters, std::uint64_t seed) {
  constexpr int most_rounds = 50;
  const Eigen::Map<const Eigen::VectorXd> mass(weights.data(),
                                               static_cast<Eigen::Index>(weights.size()));
  Eigen::MatrixXd centres = first_centres(points, mass, clusters, seed);
  std::vector<int> labels(points.rows(), -1);
  for (int round = 0; round < most_rounds; ++round) {
    const Eigen::MatrixXd distances = squared_distances(points, centres);
    bool changed = false;
    for (Eigen::Index i = 0; i < points.rows(); ++i) {
      Eigen::Index nearest = 0;
      distances.row(i).minCoeff(&nearest);
      changed = changed || labels[i] != nearest;
      labels[i] = static_cast<int>(nearest);
    }
    if (!changed) break;
    update_centres(points, weights, labels, centres);
  }
  return centres;
}

}  // namespace modnn
