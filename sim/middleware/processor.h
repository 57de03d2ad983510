#pragma once

#include <simgrid/s4u.hpp>

#include "sim/account/critical_path.h"

namespace modnn {

/// A device's processor does one task after the other, whichever image they are of, in the order in
/// which they became ready.
class Processor {
 public:
  Processor() : turn_(simgrid::s4u::Semaphore::create(0)) {}

  /// Blocks the calling actor until the processor is its own. Whoever had to wait goes on from what
  /// ended then.
  void take(CriticalPath::Mark& mark) {
    if (!is_taken_) {
      is_taken_ = true;
      return;
    }
    ++waiting_;
    turn_->acquire();
    mark = last_;
  }

  /// Passes it on to the one who has waited longest.
  void leave(CriticalPath::Mark mark) {
    last_ = mark;
    if (waiting_ == 0) {
      is_taken_ = false;
      return;
    }
    --waiting_;
    turn_->release();
  }

 private:
  bool is_taken_ = false;
  int waiting_ = 0;
  CriticalPath::Mark last_ = CriticalPath::start;  ///< what ended its last task
  simgrid::s4u::SemaphorePtr turn_;
};

}  // namespace modnn
