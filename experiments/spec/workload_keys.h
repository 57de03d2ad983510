#pragma once

#include <optional>

#include "config/fields.h"
#include "experiments/spec/experiment.h"

namespace modnn {

inline const Words<ArrivalKind> arrival_words{{ArrivalKind::periodic, "periodic"},
                                              {ArrivalKind::poisson, "poisson"},
                                              {ArrivalKind::burst, "burst"},
                                              {ArrivalKind::trace, "trace"}};

/// The keys of "workload", and of its "arrivals".
const Keys& workload_keys();
const Keys& arrival_keys();

/// Sources are names of the cluster's devices; with a cluster that is wrong itself none is looked
/// up.
Workload read_workload(const Value& value, const Cluster& cluster);

}  // namespace modnn
