#pragma once

#include <optional>
#include <vector>

#include "config/reader.h"
#include "models/network/network.h"
#include "partition/plan/options.h"
#include "partition/plan/patterns.h"
#include "partition/plan/plan.h"
#include "platforms/cluster.h"

namespace modnn {

/// The stages of a plan file, with what follows from them: bytes of messages, work and weights of
/// tasks. The verifier is the gate: what it finds, and figures in the file that do not fit what the
/// tasks compute, are recorded as problems at their places. std::nullopt when anything was.
std::optional<std::vector<Stage>> read_stages(const Value& plan, const Network& network,
                                              const Cluster& cluster, const PlanOptions& options,
                                              const Patterns& patterns);

}  // namespace modnn
