#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "partition/quality/matrix_suite.h"

namespace modnn {

/// Partitioners of others that a comparison can include.
struct ReferenceOptions {
  bool metis = false;
  bool sklearn = false;  ///< SpectralCoclustering
  int jobs = 1;
};

/// What a method does on a matrix of the suite, within an imbalance of 5 % wherever it can.
struct ReferenceRow {
  std::size_t matrix;  ///< index in the suite
  std::string method;  ///< "mscc+fgcp", "output_split", "input_split", "metis_cut", "metis_volume",
                       ///< "sklearn"
  double volume = 0;   ///< values
  double imbalance = 0;
  bool feasible = false;
};

/// Runs the methods on the whole suite. The homes that METIS and scikit-learn find get the cross
/// partition that ours get (within_capacity()), and everything is scored by evaluate(). Throws
/// EnvironmentError when a chosen reference is not installed, std::runtime_error when one fails.
std::vector<ReferenceRow> compare_with_references(
    const std::vector<MatrixCase>& suite, const ReferenceOptions& options,
    const std::function<void(std::size_t done, std::size_t all)>& progress);

/// matrix,workers,shares,seed,method,volume_values,imbalance,feasible
std::string reference_csv(const std::vector<MatrixCase>& suite,
                          const std::vector<ReferenceRow>& rows);

/// Our volume against another method's.
struct ReferenceSummary {
  std::string against;
  double geometric_mean = 1;  ///< of ours / its
  double worst = 0;
  std::string worst_matrix;
  int wins = 0, ties = 0, losses = 0;
};

/// mscc+fgcp against "metis" (the better of its two objectives), "sklearn" and "plain" (the better
/// of output_split and input_split), over the matrices where the other is feasible and not 0.
/// Infeasible results of ours count as losses.
std::vector<ReferenceSummary> summarise(const std::vector<MatrixCase>& suite,
                                        const std::vector<ReferenceRow>& rows);

}  // namespace modnn
