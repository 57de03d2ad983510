#pragma once

#include <functional>
#include <vector>

#include "models/network/network.h"
#include "partition/plan/placement.h"
#include "partition/plan/plan.h"
#include "partition/plan/scheme.h"

namespace modnn {

/// The run that begins with layer `first`, which `chosen` cuts: as long as that scheme says, of
/// layers that are cut by the same scheme with the same argument.
Run run_from(const Network& network, const PartitionSpec& spec, const ChosenScheme& chosen,
             LayerId first);

/// A device's part of a layer.
struct Part {
  Region computes;
  Region owns;
};

/// Who computes what in a run, found from its last layer backwards: parts[layer - first][device].
/// What is read after the run is owned as `cut(layer)` says (a region for every device); what is
/// read only inside it is computed by everybody who needs it, and owned by nobody (DeepThings, IEEE
/// TCAD 2018, section III: fused tile partitioning).
std::vector<std::vector<Part>> parts_of(const Network& network, const Run& run, int devices,
                                        const std::function<std::vector<Region>(LayerId)>& cut);

/// A stage for every layer of a run of which something is needed, without messages and without what
/// its tasks cost.
std::vector<Stage> stages_of(const Network& network, const Run& run, const std::vector<Box>& needed,
                             int devices, const std::function<std::vector<Region>(LayerId)>& cut);

/// Has devices compute more than they own, [device], of which they hold all inputs.
void add_copies(const Network& network, Stage& stage, const std::vector<Region>& copied);

}  // namespace modnn
