#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <vector>

namespace modnn {

/// Lloyd's k-means on the rows of `points` with `weights`, from the centres that k-means++ (Arthur
/// and Vassilvitskii, SODA 2007) draws with `seed`. Returns the centres, clusters x dimensions; a
/// cluster that runs empty keeps its centre.
Eigen::MatrixXd kmeans_centres(const Eigen::MatrixXd& points, const std::vector<double>& weights,
                               int clusters, std::uint64_t seed);

/// Squared distances of every point to every centre, points x clusters.
Eigen::MatrixXd squared_distances(const Eigen::MatrixXd& points, const Eigen::MatrixXd& centres);

/// Weighted means of the points with each label, where there are any; else what `centres` had.
void update_centres(const Eigen::MatrixXd& points, const std::vector<double>& weights,
                    const std::vector<int>& labels, Eigen::MatrixXd& centres);

}  // namespace modnn
