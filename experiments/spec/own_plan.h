#pragma once

#include "config/reader.h"
#include "experiments/spec/experiment.h"

namespace modnn {

/// Reads the plan that stands in the place of schemes, for an experiment of which all else is read.
void read_own_plan(const Value& value, Experiment& experiment);

}  // namespace modnn
