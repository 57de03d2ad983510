#pragma once

#include <string>
#include <vector>

#include "sim/world/options.h"

namespace modnn {

/// "3.32.0": the SimGrid that runs.
std::string simgrid_version();

/// The SimGrid settings that make `goodput_bps` mean goodput: recorded in every result row.
std::vector<std::string> simgrid_settings(Fidelity fidelity);

}  // namespace modnn
