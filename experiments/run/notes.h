#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/spec/experiment.h"
#include "partition/plan/plan.h"
#include "sim/account/report.h"

namespace modnn {

/// Whether nobody could tell the two plans apart by what is sent, computed and held.
bool same_plan(const Plan& a, const Plan& b);

/// A sentence for every setting that is not the default and changed nothing in this point: settings
/// of the plan are put back to the default one by one, and where the plan stays the same they had
/// no effect; the others are looked for in what was simulated.
std::vector<std::string> notes(const Experiment& experiment, const Network& network,
                               const Plan& plan, const Report& report);

/// The same partition with what a search begins with in its place; none when it does not search.
std::optional<PartitionSpec> without_search(const PartitionSpec& spec);

}  // namespace modnn
