#pragma once

#include <simgrid/s4u.hpp>
#include <vector>

#include "partition/plan/plan.h"
#include "sim/middleware/cause.h"

namespace modnn {

/// Which phase every stage of a plan belongs to, in lock-step: each stage that has messages begins
/// a new one (but the first of all). Between two phases everybody waits for everybody.
std::vector<int> lock_step_phases(const Plan& plan);

/// The phases of a plan; none: nobody ever waits.
struct Phases {
  std::vector<int> of_stage;
  std::vector<int> parts;  ///< [phase]: how many tasks and messages it has
};
Phases phases_of(const Plan& plan);

/// The barrier between phases, of one inference.
class LockStep {
 public:
  explicit LockStep(const Phases& phases);

  /// Blocks the calling phone until the phase of the stage has begun; then `cause` is what ended
  /// the phase before.
  void wait_for(int stage, Cause& cause);
  /// A task or a message has ended now.
  void ended(const Cause& cause);
  /// Nobody waits any more.
  void give_up();

 private:
  void wake_all();

  const std::vector<int>& phase_of_;  ///< [stage]; empty: off
  std::vector<int> going_on_;         ///< [phase]: tasks and messages that have not ended
  int phase_ = 0;
  bool is_given_up_ = false;
  Cause last_;  ///< of what ended last; the most computing before anything that ended
  int waiting_ = 0;
  simgrid::s4u::SemaphorePtr begun_;
};

}  // namespace modnn
