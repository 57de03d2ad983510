#pragma once

#include <limits>
#include <map>
#include <string>
#include <vector>

#include "experiments/spec/points.h"
#include "process/pool.h"

namespace modnn {

/// The lone phone that speed-ups are measured against.
struct Baseline {
  double seconds = std::numeric_limits<double>::quiet_NaN();  ///< NaN: there is none
  std::string
      cannot;        ///< why a lone phone cannot run the model at all; its points have no speed-up
  std::string lost;  ///< why its time is not known, though there may be one; its points fail
};

/// By Sweep::baseline_key(), every baseline that the points need.
std::map<std::string, Baseline> run_baselines(const Sweep& sweep,
                                              const std::vector<std::size_t>& points,
                                              const PoolOptions& options);

}  // namespace modnn
