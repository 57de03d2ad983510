#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "partition/cost/samples.h"
#include "platforms/kernel_cost.h"

namespace modnn {

/// The x >= 0 that minimises |A x - b| (Lawson and Hanson, Solving Least Squares Problems, 1974,
/// chapter 23).
Eigen::VectorXd nonnegative_least_squares(const Eigen::MatrixXd& a, const Eigen::VectorXd& b);

/// Laws, and what a person should know of how they were found.
struct CostFit {
  ComputeCost cost;
  std::vector<std::string> notes;
};

/// The laws of the kernels that were measured, by least squares of the relative errors. All are
/// found together: what kernels do alike costs the same in all of them (CostTerm::common), so that
/// a network tells something of kernels that it has few of or none. One that was not measured takes
/// over the operations of a like one. `cache_bytes` is what is known of the device; 0: the power of
/// two that fits best, where one fits notably better than none.
CostFit fit_cost(const std::vector<MeasuredCall>& samples, double cache_bytes = 0);

/// How far predictions are from what was measured.
struct FitErrors {
  std::string of;                ///< what was left out
  double measured_s = 0;         ///< of whole layers
  double predicted_s = 0;        ///< of the same
  double unpredicted_s = 0;      ///< of whole layers whose kernel has no law
  std::vector<double> layers{};  ///< relative errors, by size
  std::vector<double> parts{};   ///< the same of parts of layers
};

/// Of a network's layer, the largest call is the layer, and smaller ones are parts of it.
FitErrors errors_of(const ComputeCost& cost, const std::vector<MeasuredCall>& samples,
                    std::string of);

/// predicted / measured - 1, of all layers together; 0 where none was predicted.
double error_of_sum(const FitErrors& errors);
/// Of errors by size.
double share_within(const std::vector<double>& errors, double error);
double quantile(const std::vector<double>& errors, double share);

/// Of these, the calls that are whole layers.
std::vector<MeasuredCall> whole_layers(const std::vector<MeasuredCall>& samples);
std::vector<ProfileRow> profile_of(const std::vector<MeasuredCall>& samples);

/// Fits without a fifth of the layers (each with its parts) and predicts those, five times, then
/// without one network and predicts that, for each of several networks. With `profiles`, what was
/// fitted corrects as a profile, too.
std::vector<FitErrors> cross_validate(const std::vector<MeasuredCall>& samples, bool profiles,
                                      double cache_bytes = 0);

/// Fits one network alone and predicts each of the others; for each network, in the order of names.
struct Transfer {
  std::string from;
  std::vector<FitErrors> to{};
};
std::vector<Transfer> transfers(const std::vector<MeasuredCall>& samples, bool profiles,
                                double cache_bytes = 0);

}  // namespace modnn
