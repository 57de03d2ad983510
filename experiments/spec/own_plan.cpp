#include "experiments/spec/own_plan.h"

#include "config/keys.h"
#include "partition/written/plan_keys.h"
#include "partition/written/read_placement.h"
#include "partition/written/read_stages.h"

namespace modnn {
namespace {

/// What a whole plan leaves nothing for.
void refuse_beside_stages(const Value& value, const Experiment& experiment) {
  const PartitionSpec& spec = experiment.plan.partition;
  for (const char* key : {"regions", "runs"})
    if (value.json().contains(key)) value.member(key).problem("expected none beside \"stages\"");
  if (!spec.layers.empty() || !spec.kinds.empty())
    value.problem(
        "a plan with \"stages\" says it of every layer: expected no \"layers\" and "
        "\"kinds\" beside it");
}

}  // namespace

void read_own_plan(const Value& value, Experiment& experiment) {
  if (value.is_string()) return;  // a file that was not found, which was reported
  KeyReader object(value, plan_keys());
  object.done();
  const PartitionSpec& spec = experiment.plan.partition;
  if (!spec.pipeline.empty() || spec.search) value.problem("expected none beside \"pipeline\"");
  if (!value.problems().empty()) return;
  const Network network = planned_network(experiment);
  if (object.has("stages")) {
    refuse_beside_stages(value, experiment);
    experiment.stages = std::make_shared<std::vector<Stage>>();  // the patterns of all layers
    auto stages = read_stages(value, network, experiment.cluster, experiment.plan,
                              plan_patterns(experiment, network));
    if (stages) experiment.stages = std::make_shared<std::vector<Stage>>(std::move(*stages));
    return;
  }
  if (!object.has("regions") && !object.has("runs")) {
    value.problem(
        "expected \"stages\", as modnn plan --json prints them, or \"regions\" or \"runs\"");
    return;
  }
  if (auto placement = read_placement(value, network, experiment.cluster))
    experiment.plan.placement = std::make_shared<Placement>(std::move(*placement));
}

}  // namespace modnn
