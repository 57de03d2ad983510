#pragma once

#include <string>
#include <vector>

#include "experiments/spec/experiment.h"
#include "sim/account/report.h"

namespace modnn {

/// Whether a station may have to wait for a beacon.
bool saves_power(const Experiment& experiment);

/// JSON pointers of the values that a point owes to its experiment: what is swept, and what
/// `settings` of describe_point() lists ("/pointer=value; ...").
std::vector<std::string> pointers_given(const std::vector<std::string>& swept,
                                        const std::string& settings);

/// A sentence for every given value of the platform that nothing in this point's simulation reads.
/// Catalogue entries hold many that a point does not need: only what was chosen for it is said.
std::vector<std::string> unread_settings(const Experiment& experiment, const Report& report,
                                         const std::vector<std::string>& pointers);

}  // namespace modnn
