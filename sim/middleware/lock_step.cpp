#include "sim/middleware/lock_step.h"

#include <algorithm>
#include <utility>

namespace modnn {

std::vector<int> lock_step_phases(const Plan& plan) {
  std::vector<int> phases;
  for (const Stage& stage : plan.stages) {
    const int before = phases.empty() ? 0 : phases.back();
    phases.push_back(phases.empty() || stage.messages.empty() ? before : before + 1);
  }
  return phases;
}

Phases phases_of(const Plan& plan) {
  Phases phases{lock_step_phases(plan), {}};
  if (phases.of_stage.empty()) return phases;
  phases.parts.resize(static_cast<std::size_t>(phases.of_stage.back()) + 1);
  for (std::size_t stage = 0; stage < plan.stages.size(); ++stage) {
    const Stage& planned = plan.stages[stage];
    phases.parts[phases.of_stage[stage]] +=
        static_cast<int>(planned.messages.size() + planned.tasks.size());
  }
  return phases;
}

LockStep::LockStep(const Phases& phases)
    : phase_of_(phases.of_stage),
      going_on_(phases.parts),
      begun_(simgrid::s4u::Semaphore::create(0)) {}

void LockStep::wait_for(int stage, Cause& cause) {
  if (phase_of_.empty() || phase_of_[stage] <= phase_) return;
  // Whoever has nothing to do in a phase waits for a later one.
  while (phase_of_[stage] > phase_ && !is_given_up_) {
    ++waiting_;
    begun_->acquire();
  }
  cause.mark = last_.mark;
  cause.busy_s = std::max(cause.busy_s, last_.busy_s);
}

void LockStep::ended(const Cause& cause) {
  if (phase_of_.empty()) return;
  last_.mark = cause.mark;
  last_.busy_s = std::max(last_.busy_s, cause.busy_s);
  // Nothing of a later phase has begun.
  if (--going_on_[phase_] > 0) return;
  ++phase_;
  wake_all();
}

void LockStep::give_up() {
  is_given_up_ = true;
  wake_all();
}

/// Whoever wakes up meanwhile may wait again, for a later phase.
void LockStep::wake_all() {
  for (int woken = std::exchange(waiting_, 0); woken > 0; --woken) begun_->release();
}

}  // namespace modnn
