#pragma once

#include <optional>

#include "models/network/network.h"
#include "partition/plan/patterns.h"
#include "partition/plan/plan.h"
#include "partition/plan/weight_storage.h"

namespace modnn {

/// A task that computes `computes` of the layer's output, and what it reads for that; without what
/// it costs.
Task computing_task(const Network& network, LayerId layer, DeviceId device, Region computes,
                    Region owns);

// Fill in what a task costs: its work and the weights that it needs follow from what it computes
// and reads.

/// Of a task that computes a region of the layer's output.
void fill_computing(Task& task, const Network& network, LayerId layer, const WeightStorage& storage,
                    const Patterns& patterns);

/// Of one that computes partial sums: with so many of a sparse layer's weights, else with all that
/// link what it reads to what it computes.
void fill_summing(Task& task, const Network& network, LayerId layer, std::optional<double> nonzeros,
                  const WeightStorage& storage);

/// Of one that adds partial sums up: work in proportion to the sums, the device's own among them.
void fill_adding(Task& task, const Network& network, LayerId layer);

}  // namespace modnn
