#pragma once

#include <cstddef>
#include <string>

#include "config/error.h"
#include "experiments/spec/points.h"

namespace modnn {

/// What the point varies, "/seed=1 /delivery/via=peer", on one line; the experiment's name when it
/// varies nothing.
std::string point_label(const Sweep& sweep, std::size_t index);

/// Why a point has no plan, at the place in the experiment that hinders it.
InputError located(const Sweep& sweep, std::size_t index, const PlanError& error);

/// Which event comes after the end.
InputError located(const Sweep& sweep, std::size_t index, const EventTooLate& error);

/// plan_sources() of the point, for its planned_network(); a search simulates so many plans at a
/// time. Throws InputError.
std::vector<Plan> located_plans(const Sweep& sweep, std::size_t index, const Experiment& experiment,
                                const Network& network, int jobs = 1);

}  // namespace modnn
