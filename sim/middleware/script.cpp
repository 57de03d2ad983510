#include "sim/middleware/script.h"

#include "partition/plan/liveness.h"

namespace modnn {

std::vector<std::vector<Step>> make_programs(const Network& network, const Plan& plan) {
  std::vector<std::vector<Step>> programs(plan.devices);
  const auto step = [&programs](DeviceId device, int stage) -> Step& {
    auto& program = programs[device];
    if (program.empty() || program.back().stage != stage) {
      program.emplace_back();
      program.back().stage = stage;
    }
    return program.back();
  };
  for (int stage = 0; stage < static_cast<int>(plan.stages.size()); ++stage) {
    const Stage& planned = plan.stages[stage];
    std::vector<char> is_forwarded(planned.messages.size());
    for (const Message& message : planned.messages) {
      if (!message.relay) continue;
      for (const int first_hop : message.after) is_forwarded[first_hop] = 1;
    }
    for (int i = 0; i < static_cast<int>(planned.messages.size()); ++i) {
      const Message& message = planned.messages[i];
      if (!message.relay) {
        Step& sender = step(message.source, stage);
        (message.after.empty() ? sender.ready_messages : sender.waiting_messages).push_back(i);
      }
      if (!is_forwarded[i]) ++step(message.destination, stage).arrivals;
    }
    for (int i = 0; i < static_cast<int>(planned.tasks.size()); ++i) {
      step(planned.tasks[i].device, stage).tasks.push_back(i);
    }
  }
  const auto last = last_use(network, plan);
  for (DeviceId device = 0; device < plan.devices; ++device) {
    auto& program = programs[device];
    for (std::size_t i = 0; i < program.size(); ++i) {
      const int next =
          i + 1 < program.size() ? program[i + 1].stage : static_cast<int>(plan.stages.size());
      for (const auto& [map, used] : last[device])
        if (used >= program[i].stage && used < next) program[i].forget.push_back(map);
    }
  }
  return programs;
}

Script::Script(const Network& its_network, const Plan& its_plan, Sync sync)
    : network(its_network), plan(its_plan), programs(make_programs(network, plan)) {
  if (sync == Sync::layer) phases = phases_of(plan);
  for (const Stage& stage : plan.stages) {
    std::vector<int> forwards(stage.messages.size(), -1);
    for (std::size_t i = 0; i < stage.messages.size(); ++i) {
      if (!stage.messages[i].relay) continue;
      for (const int first_hop : stage.messages[i].after) forwards[first_hop] = static_cast<int>(i);
    }
    relay_of.push_back(std::move(forwards));
  }
}

}  // namespace modnn
