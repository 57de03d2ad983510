#pragma once

#include <string>
#include <vector>

#include "models/network/network.h"
#include "partition/plan/placement.h"
#include "partition/plan/plan.h"

namespace modnn {

/// Consecutive layers that some devices compute, while others compute the next ones of the image
/// before.
struct PipelineStage {
  Run layers;
  std::vector<DeviceId> workers{};  ///< in ascending order
  std::string conv{}, dense{};      ///< as of PartitionSpec; empty: what that says
};

enum class PipelineGoal {
  throughput,  ///< the most images in a time: the least time of the device or the air with most to
               ///< do for an image
  latency      ///< the least time of one image
};

/// A pipeline that is to be found, see find_pipeline().
struct PipelineSearch {
  PipelineGoal goal = PipelineGoal::throughput;
  int most_stages = 1;
};

/// Whether the layers after this one read no map from before its own: a stage can end with it.
bool can_end_stage(const Network& network, LayerId last);

}  // namespace modnn
