#pragma once

#include <memory>
#include <vector>

#include "sim/middleware/script.h"

namespace modnn {

/// How images go: a plan, and what was done by it.
struct Route {
  /// `owner_keeps_all`: the group owner forgets no map before the answer is there.
  Route(const Network& network, std::shared_ptr<const Plan> its_plan, Sync sync,
        bool owner_keeps_all)
      : plan(std::move(its_plan)), script(network, *plan, sync) {
    for (const Stage& stage : plan->stages) {
      messages.emplace_back(stage.messages.size(), 0);
      wakeup_s.emplace_back(stage.messages.size(), 0.0);
    }
    if (owner_keeps_all)
      for (Step& step : script.programs[group_owner]) step.forget.clear();
  }
  Route(const Route&) = delete;
  Route& operator=(const Route&) = delete;

  bool concerns(DeviceId device) const {
    return device < plan->devices && !script.programs[static_cast<std::size_t>(device)].empty();
  }

  std::shared_ptr<const Plan> plan;
  Script script;
  int images = 0;  ///< that were answered
  /// [stage][message]: how many have arrived, and how long they waited for both radios.
  std::vector<std::vector<int>> messages;
  std::vector<std::vector<double>> wakeup_s;
};

}  // namespace modnn
