#pragma once

#include <vector>

#include "platforms/calibrate/scenario.h"

namespace modnn {

/// What one scenario took, the median over its seeds.
struct Sample {
  int stations = 1;
  Direction direction = Direction::up;
  double bytes = 0;  ///< of every flow
  double seconds = 0;
};

/// The parameters of a medium (see platforms/medium.h).
struct MediumFit {
  double goodput_bps = 0;
  double message_overhead_s = 0;
  std::vector<double> efficiency;
};

/// A lone flow takes overhead + bits / goodput (least squares of the relative errors); n stations
/// that send at once take n / efficiency(n) times that, averaged over the sizes of at least
/// `steady_bytes`; counts that were not sampled are interpolated. Throws std::invalid_argument when
/// the samples hold fewer than two sizes of a lone flow.
MediumFit fit_medium(const std::vector<Sample>& samples, double steady_bytes = 10e3);

/// Seconds that the fluid model predicts for a sample's flows, in closed form: the airtime of what
/// stations send over the efficiency, and of what the group owner sends.
double predicted_seconds(const MediumFit& fit, const Sample& sample);

/// Relative errors of the predictions, sorted by size.
std::vector<double> sorted_errors(const MediumFit& fit, const std::vector<Sample>& samples);

}  // namespace modnn
