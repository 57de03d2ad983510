#pragma once

#include <vector>

#include "models/network/network.h"
#include "partition/plan/plan.h"
#include "sim/middleware/lock_step.h"
#include "sim/world/options.h"

namespace modnn {

/// What one phone has to do in one stage of the plan, in order; indices into the stage.
struct Step {
  int stage = 0;
  std::vector<int> ready_messages;    ///< to send at once
  int arrivals = 0;                   ///< messages to wait for
  std::vector<int> waiting_messages;  ///< to send after these have arrived
  std::vector<int> tasks;
  std::vector<MapId> forget;  ///< maps that the phone does not need after this stage
};

/// The program of every device: its part of the plan, without the stages that do not concern it.
std::vector<std::vector<Step>> make_programs(const Network& network, const Plan& plan);

/// What all inferences by one plan have in common: made once, however many images come.
struct Script {
  Script(const Network& its_network, const Plan& its_plan, Sync sync);

  const Network& network;
  const Plan& plan;
  std::vector<std::vector<Step>> programs;  ///< [device]
  std::vector<std::vector<int>> relay_of;   ///< [stage][message]: which one forwards it, or -1
  Phases phases;                            ///< of lock-step
};

}  // namespace modnn
