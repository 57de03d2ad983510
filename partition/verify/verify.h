#pragma once

#include <string>
#include <vector>

#include "models/network/network.h"
#include "partition/plan/holdings.h"
#include "partition/plan/patterns.h"
#include "partition/plan/plan.h"
#include "partition/verify/fault.h"

namespace modnn {

/// Checks a plan from the definition of the layers alone, sharing no code with the planner: every
/// output element that the result depends on is computed, no two devices own the same, and nobody
/// computes what neither is its own nor read by it later; every element that a task's window
/// touches is on the device before the task runs, every message sends what its source holds by
/// then, bytes are elements x `bytes_per_value`, MACs add up to those of what is computed (of a
/// sparse layer, to the nonzeros of its pattern), and the result ends at the group owner. Returns
/// what is wrong, one sentence each; empty: the plan is right.
std::vector<std::string> verify(const Network& network, const Plan& plan, double bytes_per_value,
                                const Patterns& patterns = {});

/// The same of a plan of the rest of an inference, see plan_from().
std::vector<std::string> verify_from(const Situation& start, const Network& network,
                                     const Plan& plan, double bytes_per_value,
                                     const Patterns& patterns = {});

/// The same with their places.
std::vector<Fault> find_faults(const Situation& start, const Network& network, const Plan& plan,
                               double bytes_per_value, const Patterns& patterns = {});

}  // namespace modnn
