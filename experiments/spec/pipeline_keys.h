#pragma once

#include "config/keys.h"
#include "experiments/spec/experiment.h"

namespace modnn {

inline const Words<PipelineGoal> pipeline_goal_words{{PipelineGoal::throughput, "throughput"},
                                                     {PipelineGoal::latency, "latency"}};

/// The row of "pipeline".
const Key& pipeline_key();

/// A pipeline, written out or to be searched, for an experiment of which model and platform are
/// read: with ones that are wrong themselves nothing is looked up. `spec` is read but for this.
void read_pipeline(const Value& value, const Experiment& experiment, PartitionSpec& spec);

/// The same on one line, "2+3 to pool3, 1" or "throughput, at most 3 stages"; "" without a
/// pipeline.
std::string pipeline_text(const nlohmann::json& pipeline);

}  // namespace modnn
