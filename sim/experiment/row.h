#pragma once

#include <string>

#include "config/document.h"
#include "sim/experiment/experiment.h"
#include "sim/report.h"

namespace modnn {

/// Changes when a column changes its meaning: rows of another version are not reused.
inline constexpr int result_format_version = 1;

/// The columns of summary.csv that describe a point and those that were measured, in order
/// (`status` ends the first group).
Json describe_point(const Experiment& experiment);
Json describe_report(const Report& report, double alone_s, double max_relative_error);

/// One object per layer and per device, with units in the keys: the rows of layers.csv and
/// devices.csv.
Json describe_layers(const Report& report);
Json describe_devices(const Report& report);

/// Version, commit, compiler, SimGrid version and settings, host: kept apart from the results.
Json provenance();

}  // namespace modnn
