#pragma once

#include <vector>

#include "models/network/network.h"
#include "partition/plan/holdings.h"
#include "partition/plan/options.h"
#include "partition/plan/patterns.h"
#include "partition/plan/plan.h"
#include "platforms/cluster.h"

namespace modnn {

/// Of those that are there the workers; the group owner when it takes a share, or is alone.
std::vector<DeviceId> computing_devices(const std::vector<DeviceId>& present,
                                        const PlanOptions& options);

/// Plans one inference. A cluster without workers gets the lone phone's plan: everything local, no
/// message. Layers that are cut by neurons need their patterns, see weight_patterns(). Throws
/// std::runtime_error when a device's activations alone exceed its memory, and
/// std::invalid_argument when a pattern is missing or there are more than 64 workers to cut a
/// sparse layer for.
Plan make_plan(const Network& network, const Cluster& cluster, const PlanOptions& options,
               const Patterns& patterns = {});

/// Plans the rest of an inference, by the same schemes among those who are there. make_plan() is
/// the plan from the beginning. Throws as that, and std::invalid_argument when the group owner is
/// not there or nobody owns a part of a map that the rest needs.
Plan plan_from(const Situation& situation, const Network& network, const Cluster& cluster,
               const PlanOptions& options, const Patterns& patterns = {});

/// A plan of some layers, and where the inference stands then.
struct Section {
  Plan plan;
  Situation end;
};

/// Plans the layers up to `last`, where a stage of the pipeline ends (at which the devices'
/// memories count for these layers only). What is handed on through the group owner is there by
/// then.
Section plan_section(const Situation& start, const Network& network, const Cluster& cluster,
                     const PlanOptions& options, const Patterns& patterns, LayerId last);

}  // namespace modnn
