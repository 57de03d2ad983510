#pragma once

#include <optional>

#include "config/reader.h"
#include "models/network/network.h"
#include "partition/plan/placement.h"
#include "platforms/cluster.h"

namespace modnn {

/// The regions and runs of a plan file. Of every layer that it names all that is needed must be
/// somebody's, and nothing two devices'. std::nullopt when a problem was recorded.
std::optional<Placement> read_placement(const Value& plan, const Network& network,
                                        const Cluster& cluster);

}  // namespace modnn
