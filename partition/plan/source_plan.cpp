#include "partition/plan/source_plan.h"

namespace modnn {

Plan make_plan_from(DeviceId source, const Network& network, const Cluster& cluster,
                    const PlanOptions& options, const Patterns& patterns) {
  return plan_rest(source, beginning(network, cluster.size(), source), network, cluster, options,
                   patterns);
}

Plan plan_rest(DeviceId source, const Situation& situation, const Network& network,
               const Cluster& cluster, const PlanOptions& options, const Patterns& patterns) {
  Plan plan = plan_from(situation, network, cluster, options, patterns);
  if (source == group_owner) return plan;
  const LayerId last = network.size() - 1;
  const Region result(whole(network.layer(last).shape));
  Message message;
  message.destination = source;
  message.pieces = {{{last}, result}};
  message.bytes = static_cast<double>(result.elements()) * options.bytes_per_value;
  Stage& stage = plan.stages.emplace_back();
  stage.layer = last;
  stage.messages.push_back(std::move(message));
  return plan;
}

}  // namespace modnn
