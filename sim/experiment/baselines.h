#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/experiment/points.h"
#include "sim/experiment/pool.h"

namespace modnn {

/// The makespan of the lone phone, by Sweep::baseline_key(), for every baseline that the points
/// need. NaN when a lone phone cannot run the model at all.
std::map<std::string, double> run_baselines(const Sweep& sweep,
                                            const std::vector<std::size_t>& points,
                                            const PoolOptions& options);

}  // namespace modnn
