#pragma once

#include "config/document.h"
#include "models/network/network.h"
#include "partition/plan/plan.h"
#include "platforms/cluster.h"

namespace modnn {

/// The plan as JSON: stages with messages (source, destination, regions as [begin, end) of
/// channels, rows and columns, bytes) and tasks (device, region, MACs, bytes), the memory of every
/// device, and the totals of PlanMetrics. read_stages() reads it back.
Json plan_json(const Network& network, const Cluster& cluster, const Plan& plan);

/// One task of it.
Json task_json(const Network& network, const Cluster& cluster, const Task& task);

}  // namespace modnn
