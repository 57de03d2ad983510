#pragma once

#include "config/document.h"
#include "experiments/results/column.h"
#include "sim/account/report.h"

namespace modnn {

/// Adds to a row what a workload has beside all else; without one nothing of it is measured.
void describe_stream(const Report& report, Json& row);

/// The columns of that, and those of describe_images().
ResultColumns stream_columns();
ResultColumns image_columns();

}  // namespace modnn
