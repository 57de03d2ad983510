#pragma once

#include <vector>

#include "partition/plan/planner.h"

namespace modnn {

/// The pipeline that options.partition.search asks for, of what is left to do: the best by
/// planned_load() or planned_makespan_s(), with stages that are cut as the partition says. A stage
/// ends where can_end_stage(), but not before layers that work on their input element by element.
/// Neighbours among the devices that are alike may take one another's place: of these only the
/// first are tried. With more than most_sets to choose from, stages take the devices in their
/// order. Throws as make_plan() where no pipeline fits the devices' memories.
std::vector<PipelineStage> find_pipeline(const Situation& situation, const Network& network,
                                         const Cluster& cluster, const PlanOptions& options,
                                         const Patterns& patterns);
inline constexpr std::size_t most_sets = 64;

}  // namespace modnn
